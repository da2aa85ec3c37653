using BatchVision.Storage;
using BatchVision.TestServers;
using Npgsql;

namespace BatchVision.EndToEnd.Tests;

/// <summary>The whole system: a broker, a database and a bucket of its own, and the services on them. Knows no test: the benchmarks use it too.</summary>
internal class ServiceStack : IAsyncDisposable
{
    private const string RolePassword = "end-to-end";

    private readonly Lock _gate = new();
    private readonly List<ServiceProcess> _services = [];

    protected ServiceStack(StackServers servers, VirtualHost broker, TestDatabase sql, TestBucket bucket, CancellationToken cancellation)
    {
        (Servers, Broker, Bucket, Sql, Cancellation) = (servers, broker, bucket, sql, cancellation);
        Database = Database.Open(sql.ConnectionString);
        Jobs = new Jobs(Database);
        Owned.AddRange([Jobs, sql, broker]);
    }

    public StackServers Servers { get; }

    public VirtualHost Broker { get; }

    public TestDatabase Sql { get; }

    public TestBucket Bucket { get; }

    public Database Database { get; }

    public Jobs Jobs { get; }

    /// <summary>Ends every wait.</summary>
    public CancellationToken Cancellation { get; }

    public Dictionary<string, string> Settings { get; } = [];

    /// <summary>Every process that was started, those that ended included.</summary>
    public IReadOnlyList<ServiceProcess> Services
    {
        get
        {
            lock (_gate)
                return [.. _services];
        }
    }

    /// <summary>Disposed of in this order, after the services.</summary>
    protected List<IAsyncDisposable> Owned { get; } = [];

    public static async Task<ServiceStack> CreateAsync(StackServers servers, CancellationToken cancellationToken)
    {
        var stack = new ServiceStack(
            servers, await servers.RabbitMq.CreateVirtualHostAsync(cancellationToken), await servers.Postgres.CreateDatabaseAsync(cancellationToken),
            await servers.S3.CreateBucketAsync(cancellationToken), cancellationToken);
        stack.Owned.Add(stack.Bucket);
        await stack.PrepareAsync();
        return stack;
    }

    /// <summary>Starts ingest, workers and results, and waits until a job can be asked for.</summary>
    public async Task StartServicesAsync()
    {
        ServiceProcess[] services = [Start("Results"), Start("Ingest"), Start("Worker")];
        await Task.WhenAll(services.Select(service => service.WaitUntilReadyAsync(Cancellation)));
        await WaitForModelsAsync();
    }

    public ServiceProcess Start(string name, params IEnumerable<(string Key, string Value)> settings)
    {
        var environment = new Dictionary<string, string>(Settings)
        {
            ["ConnectionStrings__Database"] = As($"bv_{name.ToLowerInvariant()}"),
            ["RabbitMq__Uri"] = BrokerOf(name).ToString(),
            ["S3__Endpoint"] = Store.ToString(),
            ["AWS_ACCESS_KEY_ID"] = Servers.S3.AccessKey,
            ["AWS_SECRET_ACCESS_KEY"] = Servers.S3.SecretKey,
        };
        environment.TryAdd("Worker__ModelsDirectory", Repository.Models);
        // The cheapest model: thousands of images are about what happens to messages and rows.
        environment.TryAdd("Worker__Models", "colors");
        foreach (var (key, value) in settings)
            environment[key] = value;
        var service = ServiceProcess.Start(name, environment);
        lock (_gate)
            _services.Add(service);
        return service;
    }

    public async Task WaitForModelsAsync()
    {
        await using var catalogue = new ModelCatalogue(Database);
        await WaitAsync(async () => (await catalogue.ListAsync(Cancellation)).Count > 0);
    }

    public async Task<JobProgress> WaitUntilClosedAsync(Guid jobId)
    {
        JobProgress? job = null;
        await WaitAsync(async () => (job = await Jobs.FindAsync(jobId, Cancellation)) is { Status: not ("planning" or "running") });
        return job!;
    }

    /// <summary>New objects below the prefix are recognised as their events come.</summary>
    public void Follow(string prefix) => Settings["Ingest__Streams__0__Source"] = $"{Bucket.Root}{prefix}";

    public virtual async ValueTask DisposeAsync()
    {
        foreach (var service in Services)
            await service.DisposeAsync();
        foreach (var owned in Owned)
            await owned.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    /// <summary>Where that service finds the broker.</summary>
    protected virtual Uri BrokerOf(string service) => Broker.Uri;

    protected virtual Uri Store => Servers.S3.Endpoint;

    protected async Task PrepareAsync()
    {
        await Broker.ImportAsync(Path.Combine(Repository.Root, "infra", "rabbitmq", "definitions.json"), Cancellation);
        await Database.MigrateAsync(Cancellation);
        await Database.CreateRolesAsync(PostgresRoles.Names.ToDictionary(role => role, _ => RolePassword), Cancellation);
    }

    private async Task WaitAsync(Func<Task<bool>> condition)
    {
        while (!await condition())
            await Task.Delay(25, Cancellation);
    }

    /// <summary>The address of the database for one of its roles: each service has no more rights than it needs.</summary>
    private string As(string role) => new NpgsqlConnectionStringBuilder(Sql.ConnectionString) { Username = role, Password = RolePassword }.ConnectionString;
}
