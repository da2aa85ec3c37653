using BatchVision.Storage;
using BatchVision.TestServers;

namespace BatchVision.EndToEnd.Tests;

/// <summary>The whole system for one test, which may have proxies before its servers.</summary>
internal sealed class Stack : ServiceStack
{
    private Stack(StackServers servers, VirtualHost broker, TestDatabase sql, TestBucket bucket)
        : base(servers, broker, sql, bucket, Token)
    {
        // Faults are to be met within a test, not within a quarter of an hour.
        Settings["Ingest__Lease"] = "00:00:03";
        Settings["Ingest__Overdue"] = "00:00:20";
    }

    public static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>Between workers and the broker; null unless it was asked for.</summary>
    public TcpProxy? WorkerBrokerProxy { get; private set; }

    /// <summary>Between services and the store; null unless it was asked for.</summary>
    public TcpProxy? StoreProxy { get; private set; }

    protected override Uri Store => StoreProxy is { } proxy ? proxy.Through(Servers.S3.Endpoint) : base.Store;

    /// <param name="servers">Those of the whole test process when there are no others.</param>
    /// <param name="proxies">Whether some come before the servers.</param>
    /// <param name="pictures">A bucket of others, which this stack only reads; else it has one of its own.</param>
    public static async Task<Stack> CreateAsync(StackServers? servers = null, bool proxies = false, TestBucket? pictures = null)
    {
        servers ??= await StackServers.SharedAsync(Token);
        var stack = new Stack(
            servers, await servers.RabbitMq.CreateVirtualHostAsync(Token), await servers.Postgres.CreateDatabaseAsync(Token),
            pictures ?? await servers.S3.CreateBucketAsync(Token));
        if (pictures is null)
            stack.Owned.Add(stack.Bucket);
        await stack.PrepareAsync();
        if (proxies)
        {
            stack.WorkerBrokerProxy = await TcpProxy.StartAsync(stack.Broker.Uri, Token);
            stack.StoreProxy = await TcpProxy.StartAsync(servers.S3.Endpoint, Token);
            stack.Owned.InsertRange(0, [stack.WorkerBrokerProxy, stack.StoreProxy]);
        }

        return stack;
    }

    /// <summary>The running process of that service, the newest when there are several.</summary>
    public ServiceProcess Service(string name) => Services.Last(service => service.Name == name && !service.HasExited);

    public Task<JobProgress> SubmitAsync(string prefix = "", params IReadOnlyList<string> models) =>
        Jobs.SubmitAsync(new JobSubmission($"{Bucket.Root}{prefix}", models), Token);

    public Task<JobProgress> SubmitManifestAsync(string key) =>
        Jobs.SubmitAsync(new JobSubmission($"manifest+{Bucket.Root}{key}", []), Token);

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

    public override async ValueTask DisposeAsync()
    {
        // Shown where a test fails: what the services said last.
        foreach (var service in Services)
            TestContext.Current.TestOutputHelper?.WriteLine($"== {service.Name} {service.ProcessId}\n{string.Join('\n', service.Log.TakeLast(15))}");
        await base.DisposeAsync();
    }

    protected override Uri BrokerOf(string service) =>
        service == "Worker" && WorkerBrokerProxy is { } proxy ? proxy.Through(Broker.Uri) : base.BrokerOf(service);
}
