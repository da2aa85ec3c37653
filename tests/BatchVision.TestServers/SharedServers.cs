namespace BatchVision.TestServers;

/// <summary>
/// The servers that the tests of one process share, started by the first test that asks and ended with the process. Never kill these:
/// a test that ends its server starts one of its own.
/// </summary>
public static class SharedServers
{
    // Not the token of the test that came first: its end must not take the server from the others.
    private static readonly Lazy<Task<RabbitMqServer>> RabbitMq = new(() => RabbitMqServer.StartAsync(CancellationToken.None));
    private static readonly Lazy<Task<PostgresServer>> Postgres = new(() => PostgresServer.StartAsync(CancellationToken.None));
    private static readonly Lazy<Task<S3Server>> S3 = new(() => S3Server.StartAsync(CancellationToken.None));

    public static Task<RabbitMqServer> RabbitMqAsync(CancellationToken cancellationToken) => RabbitMq.Value.WaitAsync(cancellationToken);

    public static Task<PostgresServer> PostgresAsync(CancellationToken cancellationToken) => Postgres.Value.WaitAsync(cancellationToken);

    public static Task<S3Server> S3Async(CancellationToken cancellationToken) => S3.Value.WaitAsync(cancellationToken);

    /// <summary>A fresh virtual host on the shared broker.</summary>
    public static async Task<VirtualHost> VirtualHostAsync(CancellationToken cancellationToken) =>
        await (await RabbitMqAsync(cancellationToken)).CreateVirtualHostAsync(cancellationToken);

    /// <summary>A fresh database on the shared server.</summary>
    public static async Task<TestDatabase> DatabaseAsync(CancellationToken cancellationToken) =>
        await (await PostgresAsync(cancellationToken)).CreateDatabaseAsync(cancellationToken);

    /// <summary>A fresh bucket on the shared server.</summary>
    public static async Task<TestBucket> BucketAsync(CancellationToken cancellationToken) =>
        await (await S3Async(cancellationToken)).CreateBucketAsync(cancellationToken);
}
