using Microsoft.Data.Sqlite;

namespace BatchVision.Storage;

/// <summary>What an SQLite error means for the person who started the program, and what to do about it.</summary>
internal static class SqliteFailure
{
    public static StorageException Explain(SqliteException e, string path) => e.SqliteErrorCode switch
    {
        5 or 6 => new StorageUnavailableException(
            $"Database '{path}' is locked by another process; wait for it to finish or stop it, then try again.", e),
        8 => new StorageException($"Database '{path}' is read-only; make the file and its folder writable, or choose another path.", e),
        13 => new StorageException($"The disk that holds database '{path}' is full; free some space and try again.", e),
        14 => new StorageException($"Database '{path}' cannot be opened; check that its folder exists and that you may write there.", e),
        11 => new StorageException($"Database '{path}' is damaged; restore a copy, or move it away to start afresh.", e),
        26 => new StorageException($"'{path}' is not a database file; choose another path.", e),
        _ => new StorageException($"Database '{path}' cannot be used: {e.Message}", e),
    };
}
