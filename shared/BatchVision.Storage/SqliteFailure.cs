using Microsoft.Data.Sqlite;

namespace BatchVision.Storage;

/// <summary>What an SQLite error means for the person who started the program, and what to do about it.</summary>
internal static class SqliteFailure
{
    public static StorageException Explain(SqliteException e, string path) => new(
        e.SqliteErrorCode switch
        {
            5 or 6 => $"Database '{path}' is locked by another process; wait for it to finish or stop it, then try again.",
            8 => $"Database '{path}' is read-only; make the file and its folder writable, or choose another path.",
            13 => $"The disk that holds database '{path}' is full; free some space and try again.",
            14 => $"Database '{path}' cannot be opened; check that its folder exists and that you may write there.",
            11 => $"Database '{path}' is damaged; restore a copy, or move it away to start afresh.",
            26 => $"'{path}' is not a database file; choose another path.",
            _ => $"Database '{path}' cannot be used: {e.Message}",
        },
        e);
}
