using System.Data.Common;
using System.Reflection;
using BatchVision.Storage.Queries;
using BatchVision.Storage.Schema;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace BatchVision.Storage;

/// <summary>A database: its schema and its connections. One a process; what works on it opens its own connection.</summary>
public abstract class Database : IAsyncDisposable
{
    private protected Database(string name, SqlDialect dialect)
    {
        Name = name;
        Dialect = dialect;
    }

    /// <summary>What people may see of its address: the path of a file, or a URI without the password.</summary>
    public string Name { get; }

    internal SqlDialect Dialect { get; }

    /// <summary>Names a database; nothing is opened yet.</summary>
    /// <param name="database">
    /// <c>postgres://user:password@host:5432/name?sslmode=require</c> or <c>Host=…;Database=…</c> is PostgreSQL; all else is the path of
    /// an SQLite file.
    /// </param>
    /// <exception cref="StorageException">It looks like the address of a PostgreSQL database and cannot be read.</exception>
    public static Database Open(string database) =>
        PostgresAddress.IsPostgres(database) ? new PostgresDatabase(PostgresAddress.Parse(database)) : new SqliteDatabase(database);

    /// <summary>
    /// Creates the schema, and an SQLite file, or brings an older schema up to date; safe when several do it at once. All pending
    /// migrations run in one transaction of ours, by the script that EF Core makes of them. Returns the names of those that ran.
    /// </summary>
    /// <exception cref="StorageException">The database cannot be used; the message says what to do.</exception>
    public abstract Task<IReadOnlyList<string>> MigrateAsync(CancellationToken cancellationToken);

    /// <summary>Verifies that the database has the schema of this version, without changing anything.</summary>
    /// <exception cref="StorageException">It does not; the message says what to do.</exception>
    public abstract Task CheckAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Divides the facts by the month of their images' first result, or adds the months to come where they are divided already. No row is copied: what is
    /// there becomes one partition. Returns how many partitions it made.
    /// </summary>
    /// <exception cref="StorageException">The database cannot be divided; the message says why.</exception>
    public abstract Task<int> PartitionAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Makes the roles of infra/postgres, or brings them to what is written there: one a service, one that owns the schema, one for readers.
    /// </summary>
    /// <param name="passwords">New passwords by role; the others keep theirs, or have none.</param>
    /// <param name="cancellationToken">Nothing is changed when it fires before the end.</param>
    /// <exception cref="StorageException">The database has no roles, or does not let the caller make any.</exception>
    public abstract Task CreateRolesAsync(IReadOnlyDictionary<string, string> passwords, CancellationToken cancellationToken);

    /// <summary>Opens a connection for queries; it refuses to write.</summary>
    /// <exception cref="StorageException">The database cannot be opened.</exception>
    public abstract Task<DbConnection> ConnectForQueriesAsync(CancellationToken cancellationToken);

    /// <summary>Runs a person's query: one statement, which can only read, its rows as they come.</summary>
    /// <param name="sql">One statement in the SQL of this database.</param>
    /// <param name="stableOrder">Whether to read in the same order each time, as far as that costs no sorting.</param>
    /// <param name="cancellationToken">Ends the statement, on the server too.</param>
    /// <exception cref="QueryException">The statement is wrong, is not alone, or would do more than read.</exception>
    /// <exception cref="StorageException">The database cannot be opened.</exception>
    public abstract Task<QueryRows> QueryAsync(string sql, bool stableOrder, CancellationToken cancellationToken);

    /// <summary>The views that people query, by name.</summary>
    /// <exception cref="StorageException">The database cannot be opened.</exception>
    public async Task<IReadOnlyList<ViewInfo>> ViewsAsync(CancellationToken cancellationToken)
    {
        await using var rows = await QueryAsync(ListViews, stableOrder: false, cancellationToken);
        var views = new List<ViewInfo>();
        while (await rows.ReadAsync(cancellationToken))
        {
            views.Add(new ViewInfo(rows[0].AsText, rows[1].IsNull ? null : rows[1].AsText));
        }

        return views;
    }

    /// <summary>The name of a view in this database, as queries spell it: <c>bi_name</c> on SQLite, <c>bi.name</c> on PostgreSQL.</summary>
    /// <param name="name">For example <c>image_labels</c>.</param>
    public string View(string name) => Dialect.View(name);

    /// <summary>Closes idle connections; those in use close with their users.</summary>
    public virtual ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }

    internal Session OpenSession(TimeProvider timeProvider) => new(Dialect, timeProvider);

    internal abstract StorageContext CreateContext();

    /// <summary>A query for the names of the views, without prefix, and their comments.</summary>
    private protected abstract string ListViews { get; }

    /// <summary>The migrations that a database lacks, in order.</summary>
    /// <exception cref="StorageException">It has some that this version does not know.</exception>
    private protected List<string> Pending(IReadOnlyCollection<string> applied)
    {
        using var context = CreateContext();
        var type = context.GetType();
        var known = typeof(Database).Assembly.GetTypes()
            .Where(migration => migration.GetCustomAttribute<DbContextAttribute>()?.ContextType == type)
            .Select(migration => migration.GetCustomAttribute<MigrationAttribute>()?.Id)
            .OfType<string>()
            .Order(StringComparer.Ordinal)
            .ToList();
        return applied.Except(known).Any()
            ? throw new StorageException($"Database '{Name}' was made by a newer version; update this program, or choose another database.")
            : [.. known.Except(applied)];
    }

    /// <summary>The statements of all migrations after one, without a transaction.</summary>
    private protected string Script(string? from)
    {
        using var context = CreateContext();
        return context.GetService<IMigrator>().GenerateScript(from, null, MigrationsSqlGenerationOptions.NoTransactions);
    }
}
