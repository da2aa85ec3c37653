using System.Data.Common;
using System.Reflection;
using BatchVision.Storage.Schema;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace BatchVision.Storage;

/// <summary>One SQLite database file: its schema and its connections.</summary>
/// <param name="path">Path of the file; created by <see cref="MigrateAsync"/>.</param>
public sealed class Database(string path)
{
    private readonly SqliteDialect _dialect = new(path);

    /// <summary>Path of the file.</summary>
    public string Path => path;

    internal SqlDialect Dialect => _dialect;

    /// <summary>Temporary.</summary>
    public static Database Open(string address) => new(address);

    /// <summary>
    /// Creates the file and its schema, or brings an older schema up to date. All pending migrations run in one transaction
    /// of ours, by the script that EF Core makes of them: its own MigrateAsync holds a lock row that a killed process
    /// leaves behind for ever.
    /// </summary>
    /// <exception cref="StorageException">The path cannot be used; the message says what to do.</exception>
    public async Task MigrateAsync(CancellationToken cancellationToken)
    {
        await using var connection = (SqliteConnection)await _dialect.ConnectAsync(cancellationToken);
        try
        {
            if (Pending(connection).Count > 0)
            {
                // A migration that rebuilds a table drops the old one, which must not cascade; no effect inside a transaction.
                Execute(connection, "PRAGMA foreign_keys = OFF");
                await using var transaction = connection.BeginTransaction(deferred: false);
                // Asked again under the write lock: another process may have migrated meanwhile.
                if (Pending(connection).Count > 0)
                {
                    Execute(connection, Script(Applied(connection).LastOrDefault()));
                }

                await transaction.CommitAsync(cancellationToken);
            }
        }
        catch (SqliteException e)
        {
            throw SqliteFailure.Explain(e, path);
        }
    }

    /// <summary>Verifies that the file exists and has the schema of this version, without changing anything.</summary>
    /// <exception cref="StorageException">It does not; the message says what to do.</exception>
    public async Task CheckAsync(CancellationToken cancellationToken)
    {
        if (!File.Exists(path))
        {
            throw new StorageException($"There is no database '{path}'; run a job first, or choose another path.");
        }

        await using var connection = (SqliteConnection)await _dialect.ConnectAsync(cancellationToken);
        if (Pending(connection).Count > 0)
        {
            throw new StorageException($"Database '{path}' was made by an older version; run a job or a migration to bring it up to date.");
        }
    }

    /// <summary>Opens a connection for queries; it refuses to write.</summary>
    /// <exception cref="StorageException">The database cannot be opened.</exception>
    public async Task<DbConnection> ConnectForQueriesAsync(CancellationToken cancellationToken)
    {
        var connection = (SqliteConnection)await _dialect.ConnectAsync(cancellationToken);
        Execute(connection, "PRAGMA query_only = ON");
        return connection;
    }

    internal Session OpenSession(TimeProvider timeProvider) => new(_dialect, timeProvider);

    private List<string> Pending(SqliteConnection connection)
    {
        var known = typeof(Database).Assembly.GetTypes()
            .Where(type => type.GetCustomAttribute<DbContextAttribute>()?.ContextType == typeof(SqliteStorageContext))
            .Select(type => type.GetCustomAttribute<MigrationAttribute>()?.Id)
            .OfType<string>()
            .Order(StringComparer.Ordinal)
            .ToList();
        var applied = Applied(connection);
        return applied.Except(known).Any()
            ? throw new StorageException($"Database '{path}' was made by a newer version; update this program, or choose another path.")
            : [.. known.Except(applied)];
    }

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
                : throw new StorageException($"Database '{path}' belongs to another program; choose another path.");
        }
        catch (SqliteException e)
        {
            throw SqliteFailure.Explain(e, path);
        }
    }

    private string Script(string? from)
    {
        using var context = SqliteStorageContext.Create(_dialect.ConnectionString);
        return context.GetService<IMigrator>().GenerateScript(from, null, MigrationsSqlGenerationOptions.NoTransactions);
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
