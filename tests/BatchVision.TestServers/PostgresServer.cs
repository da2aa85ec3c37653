using BatchVision.TestServers.Hosting;
using Npgsql;

namespace BatchVision.TestServers;

/// <summary>A PostgreSQL server. Tests take a database each.</summary>
public sealed class PostgresServer : TestServer
{
    private PostgresServer(IServerHost? host, string connectionString)
        : base(host) => ConnectionString = connectionString;

    /// <summary>Of the maintenance database, as a user who may create databases.</summary>
    public string ConnectionString { get; }

    /// <summary>A server of the caller's own; nothing is flushed to disk, which a killed server survives but a power cut would not.</summary>
    public static Task<PostgresServer> StartAsync(CancellationToken cancellationToken) => StartAsync(durable: false, cancellationToken);

    /// <summary>A server of the caller's own; durable: commits wait for the disk, as in production.</summary>
    public static async Task<PostgresServer> StartAsync(bool durable, CancellationToken cancellationToken)
    {
        if (Availability.Variable("BATCHVISION_TEST_POSTGRES") is { } named)
            return await StartedAsync(null, () => new PostgresServer(null, named), cancellationToken);

        if (await ContainerEngine.AnswersAsync())
        {
            var port = FreePorts.Take();
            var container = new ContainerHost(Containers.Postgres(port, durable));
            return await StartedAsync(
                container,
                () => new PostgresServer(container, Address(container.Hostname, port, Credentials.User, Credentials.Secret)),
                cancellationToken);
        }

        if (NativePostgres.IsInstalled)
        {
            var native = new NativePostgres(durable);
            var address = Address("127.0.0.1", native.Port, Credentials.User, password: null);
            return await StartedAsync(native, () => new PostgresServer(native, address), cancellationToken);
        }

        throw Availability.Missing("PostgreSQL", "postgresql", "BATCHVISION_TEST_POSTGRES");
    }

    /// <summary>A fresh, empty database, removed by disposal.</summary>
    public Task<TestDatabase> CreateDatabaseAsync(CancellationToken cancellationToken) =>
        TestDatabase.CreateAsync(this, template: null, cancellationToken);

    /// <summary>A copy of a database that nobody is connected to.</summary>
    public Task<TestDatabase> CreateDatabaseAsync(TestDatabase template, CancellationToken cancellationToken) =>
        TestDatabase.CreateAsync(this, template, cancellationToken);

    private protected override async Task ProbeAsync(CancellationToken cancellationToken)
    {
        // Not from a pool: a pooled connection may be one to the server before the crash.
        await using var connection = new NpgsqlConnection(
            new NpgsqlConnectionStringBuilder(ConnectionString) { Pooling = false }.ConnectionString);
        await connection.OpenAsync(cancellationToken);
    }

    private static string Address(string host, int port, string user, string? password) => new NpgsqlConnectionStringBuilder
    {
        Host = host,
        Port = port,
        Username = user,
        Password = password,
        Database = "postgres",
        IncludeErrorDetail = true,
    }.ConnectionString;
}
