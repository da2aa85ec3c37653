using System.Data.Common;
using BatchVision.Storage.Queries;
using BatchVision.Storage.Schema;
using Microsoft.Data.Sqlite;

namespace BatchVision.Storage;

/// <summary>One SQLite file.</summary>
internal sealed class SqliteDatabase : Database
{
    private readonly string _path;
    private readonly SqliteDialect _dialect;

    public SqliteDatabase(string path)
        : this(path, new SqliteDialect(path))
    {
    }

    private SqliteDatabase(string path, SqliteDialect dialect)
        : base(path, dialect)
    {
        _path = path;
        _dialect = dialect;
    }

    // Not EF's own MigrateAsync: that holds a lock row, which a killed process leaves behind for ever.
    public override async Task<IReadOnlyList<string>> MigrateAsync(CancellationToken cancellationToken)
    {
        await using var connection = (SqliteConnection)await _dialect.ConnectAsync(cancellationToken);
        try
        {
            if (Pending(Applied(connection)).Count == 0)
            {
                return [];
            }

            // A migration that rebuilds a table drops the old one, which must not cascade; no effect inside a transaction.
            Execute(connection, "PRAGMA foreign_keys = OFF");
            // EF rebuilds tables at the end of a migration, when the views it made refer to them already.
            Execute(connection, "PRAGMA legacy_alter_table = ON");
            await using var transaction = connection.BeginTransaction(deferred: false);
            // Asked again under the write lock: another process may have migrated meanwhile.
            var applied = Applied(connection);
            var pending = Pending(applied);
            if (pending.Count > 0)
            {
                Execute(connection, Script(applied.LastOrDefault()));
            }

            await transaction.CommitAsync(cancellationToken);
            return pending;
        }
        catch (SqliteException e)
        {
            throw SqliteFailure.Explain(e, _path);
        }
    }

    public override async Task CheckAsync(CancellationToken cancellationToken)
    {
        if (!File.Exists(_path))
        {
            throw new StorageException($"There is no database '{_path}'; choose another path, or run: bv db migrate --db {_path}");
        }

        await using var connection = (SqliteConnection)await _dialect.ConnectAsync(cancellationToken);
        if (Pending(Applied(connection)).Count > 0)
        {
            throw new StorageException($"The schema of database '{_path}' is of an older version; run: bv db migrate --db {_path}");
        }
    }

    public override Task<int> PartitionAsync(CancellationToken cancellationToken) => throw new StorageException(
        $"'{_path}' is an SQLite database, which has no partitions; bv db retain works without them, PostgreSQL has them.");

    public override Task CreateRolesAsync(IReadOnlyDictionary<string, string> passwords, CancellationToken cancellationToken) => throw new StorageException(
        $"'{_path}' is an SQLite database, which has no roles: who may read the file may read it all.");

    public override async Task<DbConnection> ConnectForQueriesAsync(CancellationToken cancellationToken)
    {
        var connection = (SqliteConnection)await _dialect.ConnectAsync(cancellationToken);
        Execute(connection, "PRAGMA query_only = ON");
        return connection;
    }

    // Always read in the same order: SQLite has no parallel scans.
    public override async Task<QueryRows> QueryAsync(string sql, bool stableOrder, CancellationToken cancellationToken) =>
        await SqliteRows.OpenAsync(_path, sql, cancellationToken);

    internal override StorageContext CreateContext() => SqliteStorageContext.Create(_dialect.ConnectionString);

    private protected override string ListViews => """
        SELECT substr(name, 4), NULL FROM sqlite_master WHERE type = 'view' AND name LIKE 'bi\_%' ESCAPE '\' ORDER BY 1
        """;

    private List<string> Applied(SqliteConnection connection)
    {
        try
        {
            var tables = Strings(connection, "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'");
            if (tables.Contains("__EFMigrationsHistory"))
            {
                return Strings(connection, "SELECT migration_id FROM \"__EFMigrationsHistory\" ORDER BY 1");
            }

            return tables.Count == 0
                ? []
                : throw new StorageException($"Database '{_path}' belongs to another program; choose another path.");
        }
        catch (SqliteException e)
        {
            throw SqliteFailure.Explain(e, _path);
        }
    }

    private static List<string> Strings(SqliteConnection connection, string sql)
    {
        using var command = Command(connection, sql);
        using var reader = command.ExecuteReader();
        var result = new List<string>();
        while (reader.Read())
        {
            result.Add(reader.GetString(0));
        }

        return result;
    }

    private static void Execute(SqliteConnection connection, string sql)
    {
        using var command = Command(connection, sql);
        command.ExecuteNonQuery();
    }

    private static SqliteCommand Command(SqliteConnection connection, string sql)
    {
        var command = connection.CreateCommand();
#pragma warning disable CA2100 // Constants and the script of our own migrations.
        command.CommandText = sql;
#pragma warning restore CA2100
        return command;
    }
}
