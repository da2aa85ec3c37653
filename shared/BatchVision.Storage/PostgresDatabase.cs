using System.Data.Common;
using System.Globalization;
using BatchVision.Storage.Partitions;
using BatchVision.Storage.Queries;
using BatchVision.Storage.Schema;
using BatchVision.Storage.Views;
using Npgsql;

namespace BatchVision.Storage;

/// <summary>One PostgreSQL database: tables in the schema of the connection, normally <c>public</c>, views in <c>bi</c>.</summary>
internal sealed class PostgresDatabase : Database
{
    // "BatchVis" in ASCII; any number will do that no other program takes.
    private const long MigrationLock = 0x4261746368566973;

    private readonly NpgsqlDataSource _source;
    private readonly PostgresFailure _failure;

    public PostgresDatabase(NpgsqlConnectionStringBuilder address)
        : this(NameOf(address), address)
    {
    }

    private PostgresDatabase(string name, NpgsqlConnectionStringBuilder address)
        : this(name, CreateSource(address), new PostgresFailure(name, address.Username ?? Environment.UserName))
    {
    }

    private PostgresDatabase(string name, NpgsqlDataSource source, PostgresFailure failure)
        : base(name, new PostgresDialect(source, failure))
    {
        _source = source;
        _failure = failure;
    }

    public override Task<IReadOnlyList<string>> MigrateAsync(CancellationToken cancellationToken) => OnConnectionAsync<IReadOnlyList<string>>(
        async connection =>
        {
            if (Pending(await AppliedAsync(connection, cancellationToken) ?? []).Count == 0)
            {
                return [];
            }

            return await UnderLockAsync(
                connection,
                async () =>
                {
                    // Asked again under the lock: another process may have migrated meanwhile.
                    var applied = await AppliedAsync(connection, cancellationToken) ?? [];
                    var pending = Pending(applied);
                    if (pending.Count > 0)
                    {
                        await ActAsOwnerAsync(connection, cancellationToken);
                        await ExecuteAsync(connection, Script(applied.LastOrDefault()), cancellationToken);
                        await ExecuteAsync(connection, PostgresRoles.Grants, cancellationToken);
                    }

                    return pending;
                },
                cancellationToken);
        },
        cancellationToken);

    public override Task CheckAsync(CancellationToken cancellationToken) => OnConnectionAsync(
        async connection =>
        {
            var applied = await AppliedAsync(connection, cancellationToken)
                ?? throw new StorageException($"Database '{Name}' has no schema yet; run: bv db migrate --db {Name}");
            return Pending(applied).Count == 0
                ? applied
                : throw new StorageException($"The schema of database '{Name}' is of an older version; run: bv db migrate --db {Name}");
        },
        cancellationToken);

    public override async Task<int> PartitionAsync(CancellationToken cancellationToken)
    {
        await CheckAsync(cancellationToken);
        try
        {
            return await OnConnectionAsync(
                connection => UnderLockAsync(
                    connection,
                    async () =>
                    {
                        await ActAsOwnerAsync(connection, cancellationToken);
                        if (await StringsAsync(connection, $"SELECT 'yes' WHERE ({PartitionSql.IsPartitioned})", cancellationToken) is [])
                        {
                            // The views name the tables by number: they would go on showing the first partition alone.
                            string[] statements = [.. BiViews3.Postgres.Drop(), PartitionSql.Convert, .. BiViews3.Postgres.Create(), PostgresRoles.Grants];
                            await ExecuteAsync(connection, string.Join(";\n", statements), cancellationToken);
                        }

                        var made = await StringsAsync(
                            connection, "SELECT create_month_partitions((now() AT TIME ZONE 'UTC')::date)::text", cancellationToken);
                        return int.Parse(made[0], CultureInfo.InvariantCulture);
                    },
                    cancellationToken),
                cancellationToken);
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.DependentObjectsStillExist)
        {
            throw new StorageException($"Database '{Name}' cannot be divided while something depends on its views: {e.Detail} Drop that, and make it again afterwards.", e);
        }
    }

    public override async Task CreateRolesAsync(IReadOnlyDictionary<string, string> passwords, CancellationToken cancellationToken)
    {
        await CheckAsync(cancellationToken);
        string[] statements =
        [
            PostgresRoles.Roles, PostgresRoles.Grants, .. passwords.Select(given => PostgresRoles.SetPassword(given.Key, given.Value)),
        ];
        await OnConnectionAsync(
            connection => UnderLockAsync(
                connection,
                async () =>
                {
                    foreach (var statement in statements)
                    {
                        await ExecuteAsync(connection, statement, cancellationToken);
                    }

                    return statements.Length;
                },
                cancellationToken),
            cancellationToken);
    }

    public override async Task<DbConnection> ConnectForQueriesAsync(CancellationToken cancellationToken)
    {
        try
        {
            var connection = await _source.OpenConnectionAsync(cancellationToken);
            // Compiling a query over the joins of the views takes longer than running it.
            await ExecuteAsync(connection, "SET default_transaction_read_only = on; SET jit = off", cancellationToken);
            return connection;
        }
        catch (NpgsqlException e) when (_failure.Explain(e) is { } explained)
        {
            throw explained;
        }
    }

    public override async Task<QueryRows> QueryAsync(string sql, bool stableOrder, CancellationToken cancellationToken) =>
        await PostgresRows.OpenAsync((NpgsqlConnection)await ConnectForQueriesAsync(cancellationToken), _failure, sql, stableOrder, cancellationToken);

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await _source.DisposeAsync();
    }

    internal override StorageContext CreateContext() => PostgresStorageContext.Create(_source);

    private protected override string ListViews => """
        SELECT c.relname::text, obj_description(c.oid, 'pg_class')
        FROM pg_class c
        JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE n.nspname = 'bi' AND c.relkind IN ('v', 'm')
        ORDER BY 1
        """;

    private static NpgsqlDataSource CreateSource(NpgsqlConnectionStringBuilder address) =>
        new NpgsqlDataSourceBuilder(address.ConnectionString) { Name = "batchvision" }.Build();

    private static string NameOf(NpgsqlConnectionStringBuilder address)
    {
        var user = address.Username is { Length: > 0 } name ? Uri.EscapeDataString(name) + "@" : "";
        var database = address.Database ?? address.Username ?? "";
        return $"postgres://{user}{address.Host}:{address.Port}/{Uri.EscapeDataString(database)}";
    }

    /// <summary>Does something on a connection of its own; what goes wrong with it is said for a person.</summary>
    private async Task<T> OnConnectionAsync<T>(Func<NpgsqlConnection, Task<T>> work, CancellationToken cancellationToken)
    {
        try
        {
            await using var connection = await _source.OpenConnectionAsync(cancellationToken);
            return await work(connection);
        }
        catch (NpgsqlException e) when (_failure.Explain(e) is { } explained)
        {
            throw explained;
        }
    }

    /// <summary>Changes the schema in one transaction, alone among all who do.</summary>
    private static async Task<T> UnderLockAsync<T>(NpgsqlConnection connection, Func<Task<T>> change, CancellationToken cancellationToken)
    {
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await ExecuteAsync(connection, $"SELECT pg_advisory_xact_lock({MigrationLock})", cancellationToken);
        var result = await change();
        await transaction.CommitAsync(cancellationToken);
        return result;
    }

    /// <summary>Null when there is no schema.</summary>
    private static async Task<List<string>?> AppliedAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        // Not by to_regclass: inside a transaction it may answer from a cache that has not heard of another session's tables yet.
        const string History = "SELECT tablename::text FROM pg_tables WHERE tablename = '__EFMigrationsHistory' AND schemaname = ANY (current_schemas(false))";
        return (await StringsAsync(connection, History, cancellationToken)).Count == 0
            ? null
            : await StringsAsync(connection, "SELECT migration_id::text FROM \"__EFMigrationsHistory\" ORDER BY 1", cancellationToken);
    }

    /// <summary>Until the transaction ends: what is made belongs to whom the schema belongs, even when the master of the server makes it.</summary>
    private static async Task ActAsOwnerAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        const string Owner = """
            SELECT format('SET LOCAL ROLE %I', tableowner) FROM pg_tables
            WHERE tablename = '__EFMigrationsHistory' AND schemaname = ANY (current_schemas(false)) AND tableowner <> current_user
            """;
        foreach (var statement in await StringsAsync(connection, Owner, cancellationToken))
        {
            await ExecuteAsync(connection, statement, cancellationToken);
        }
    }

    private static async Task<List<string>> StringsAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
        await using var command = Command(connection, sql);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var result = new List<string>();
        while (await reader.ReadAsync(cancellationToken))
        {
            result.Add(reader.GetString(0));
        }

        return result;
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
        await using var command = Command(connection, sql);
        // A migration may rebuild a large table, or wait for the one that does.
        command.CommandTimeout = 0;
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private static NpgsqlCommand Command(NpgsqlConnection connection, string sql)
    {
        var command = connection.CreateCommand();
#pragma warning disable CA2100 // Constants and the script of our own migrations.
        command.CommandText = sql;
#pragma warning restore CA2100
        return command;
    }
}
