using BatchVision.Storage;
using BatchVision.TestServers;
using Npgsql;

namespace BatchVision.EndToEnd.Tests;

/// <summary>The whole system: a broker, a database and a bucket of this test alone, and the services on them.</summary>
internal sealed class Stack : IAsyncDisposable
{
    private const string RolePassword = "end-to-end";

    private readonly Lock _gate = new();
    private readonly List<ServiceProcess> _services = [];
    private readonly List<IAsyncDisposable> _owned = [];

    private Stack(StackServers servers, VirtualHost broker, TestDatabase sql, TestBucket bucket)
    {
        (Servers, Broker, Bucket, Sql) = (servers, broker, bucket, sql);
        Database = Database.Open(sql.ConnectionString);
        Jobs = new Jobs(Database);
        _owned.AddRange([Jobs, bucket, sql, broker]);
    }

    public static CancellationToken Token => TestContext.Current.CancellationToken;

    public StackServers Servers { get; }

    public VirtualHost Broker { get; }

    public TestDatabase Sql { get; }

    public TestBucket Bucket { get; }

    public Database Database { get; }

    public Jobs Jobs { get; }

    /// <summary>Between workers and the broker; null unless it was asked for.</summary>
    public TcpProxy? WorkerBrokerProxy { get; private set; }

    /// <summary>Between services and the store; null unless it was asked for.</summary>
    public TcpProxy? StoreProxy { get; private set; }

    public Dictionary<string, string> Settings { get; } = new()
    {
        // Faults are to be met within a test, not within a quarter of an hour.
        ["Ingest__Lease"] = "00:00:03",
        ["Ingest__Overdue"] = "00:00:20",
    };

    /// <summary>Every process that was started, those that ended included.</summary>
    public IReadOnlyList<ServiceProcess> Services
    {
        get
        {
            lock (_gate)
                return [.. _services];
        }
    }

    public static async Task<Stack> CreateAsync(StackServers? servers = null, bool proxies = false)
    {
        servers ??= await StackServers.SharedAsync(Token);
        var broker = await servers.RabbitMq.CreateVirtualHostAsync(Token);
        await broker.ImportAsync(Path.Combine(Repository.Root, "infra", "rabbitmq", "definitions.json"), Token);
        var stack = new Stack(servers, broker, await servers.Postgres.CreateDatabaseAsync(Token), await servers.S3.CreateBucketAsync(Token));
        await stack.Database.MigrateAsync(Token);
        await stack.Database.CreateRolesAsync(PostgresRoles.Names.ToDictionary(role => role, _ => RolePassword), Token);
        if (proxies)
        {
            stack.WorkerBrokerProxy = await TcpProxy.StartAsync(broker.Uri, Token);
            stack.StoreProxy = await TcpProxy.StartAsync(servers.S3.Endpoint, Token);
            stack._owned.InsertRange(0, [stack.WorkerBrokerProxy, stack.StoreProxy]);
        }

        return stack;
    }

    /// <summary>Starts ingest, a worker and results, and waits until a job can be asked for.</summary>
    public async Task StartServicesAsync()
    {
        var results = Start("Results");
        await results.WaitUntilReadyAsync(Token);
        var (ingest, worker) = (Start("Ingest"), Start("Worker"));
        await Task.WhenAll(ingest.WaitUntilReadyAsync(Token), worker.WaitUntilReadyAsync(Token));
        await WaitForModelsAsync();
    }

    public ServiceProcess Start(string name, params IEnumerable<(string Key, string Value)> settings)
    {
        var environment = new Dictionary<string, string>(Settings)
        {
            ["ConnectionStrings__Database"] = As($"bv_{name.ToLowerInvariant()}"),
            ["RabbitMq__Uri"] = (name == "Worker" && WorkerBrokerProxy is { } broker ? broker.Through(Broker.Uri) : Broker.Uri).ToString(),
            ["S3__Endpoint"] = (StoreProxy is { } store ? store.Through(Servers.S3.Endpoint) : Servers.S3.Endpoint).ToString(),
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

    /// <summary>The address of the database for one of its roles: each service has no more rights than it needs.</summary>
    private string As(string role) => new NpgsqlConnectionStringBuilder(Sql.ConnectionString) { Username = role, Password = RolePassword }.ConnectionString;

    /// <summary>The running process of that service, the newest when there are several.</summary>
    public ServiceProcess Service(string name) => Services.Last(service => service.Name == name && !service.HasExited);

    public async Task WaitForModelsAsync()
    {
        await using var catalogue = new ModelCatalogue(Database);
        await UntilAsync(async () => (await catalogue.ListAsync(Token)).Count > 0);
    }

    public Task<JobProgress> SubmitAsync(string prefix = "", params IReadOnlyList<string> models) =>
        Jobs.SubmitAsync(new JobSubmission($"{Bucket.Root}{prefix}", models), Token);

    public Task<JobProgress> SubmitManifestAsync(string key) =>
        Jobs.SubmitAsync(new JobSubmission($"manifest+{Bucket.Root}{key}", []), Token);

    public async Task<JobProgress> WaitUntilClosedAsync(Guid jobId)
    {
        JobProgress? job = null;
        await UntilAsync(async () => (job = await Jobs.FindAsync(jobId, Token)) is { Status: not ("planning" or "running") });
        return job!;
    }

    /// <summary>New objects below the prefix are recognised as their events come.</summary>
    public void Follow(string prefix) => Settings["Ingest__Streams__0__Source"] = $"{Bucket.Root}{prefix}";

    public Task WaitForRowsAsync(int count) => UntilAsync(
        async () => (await Rows.QueryAsync(Database, "SELECT 1 FROM recognition")).Count >= count);

    public Task WaitForAnswersAsync(Guid jobId, long images) =>
        UntilAsync(async () => await Jobs.FindAsync(jobId, Token) is { } job && job.Recognized + job.Failed >= images);

    /// <summary>Asks until it is so, for as long as the test may run.</summary>
    public static async Task UntilAsync(Func<Task<bool>> condition)
    {
        while (!await condition())
            await Task.Delay(25, Token);
    }

    /// <summary>No message is left anywhere: none waits, none is dead, none is in an error queue.</summary>
    public async Task AssertQuietAsync()
    {
        await UntilAsync(async () => (await Broker.QueuesAsync(Token)).All(queue => Ended(queue.Name) || queue is { Ready: 0, Unacked: 0 }));
        Assert.DoesNotContain(await Broker.QueuesAsync(Token), queue => Ended(queue.Name) && queue.Ready > 0);

        static bool Ended(string name) => name == "bv-dead" || name.EndsWith("_error", StringComparison.Ordinal) || name.EndsWith("_skipped", StringComparison.Ordinal);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var service in Services)
        {
            // Shown where a test fails: what the services said last.
            TestContext.Current.TestOutputHelper?.WriteLine($"== {service.Name} {service.ProcessId}\n{string.Join('\n', service.Log.TakeLast(15))}");
            await service.DisposeAsync();
        }

        foreach (var owned in _owned)
            await owned.DisposeAsync();
    }
}
