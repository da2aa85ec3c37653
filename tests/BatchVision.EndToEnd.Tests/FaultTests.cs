namespace BatchVision.EndToEnd.Tests;

/// <summary>
/// Invariants 1, 2 and 4 of the design, held under faults. Each test breaks something in the middle of a job of 2,000 images and then expects
/// the rows of an undisturbed run, balanced books, and no message left over.
/// </summary>
public sealed class FaultTests(FaultServers servers) : IClassFixture<FaultServers>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory(Timeout = 300_000)]
    [InlineData("Worker")]
    [InlineData("Results")]
    [InlineData("Ingest")]
    public async Task Service_Killed_LosesNothing(string service) => await DisturbAsync(async stack => await KillAsync(stack, service));

    [Fact(Timeout = 300_000)]
    public Task Broker_KilledAndStartedAgain_LosesNothing() => DisturbAsync(RestartBrokerAsync);

    [Fact(Timeout = 300_000)]
    public Task Database_KilledAndStartedAgain_LosesNothing() => DisturbAsync(RestartDatabaseAsync);

    [Fact(Timeout = 300_000)]
    public Task Store_UnavailableAndSlow_LosesNothing() => DisturbAsync(TroubleStoreAsync);

    [Fact(Timeout = 300_000)]
    public Task Network_CutBetweenWorkerAndBroker_LosesNothing() => DisturbAsync(CutNetworkAsync);

    [Fact(Timeout = 300_000)]
    public Task Everything_InOneRun_LosesNothing() => DisturbAsync(async stack =>
    {
        await KillAsync(stack, "Worker");
        await RestartBrokerAsync(stack);
        await KillAsync(stack, "Ingest");
        await TroubleStoreAsync(stack);
        await RestartDatabaseAsync(stack);
        await CutNetworkAsync(stack);
        await KillAsync(stack, "Results");
    });

    private async Task DisturbAsync(Func<Stack, Task> disturb)
    {
        var photographs = await Photographs.GetAsync();
        await using var stack = await Stack.CreateAsync(await servers.GetAsync(), proxies: true, photographs.Bucket);
        // A window of a few chunks: most of the job is still to come when the fault happens.
        stack.Settings["Ingest__Window"] = "8";
        // As deployed: a chunk that two faults in a row brought back is taken for a suspect and goes through quarantine.
        stack.Start("Worker", ("Worker__Lanes", "Quarantine"));
        await stack.StartServicesAsync();
        var job = await stack.SubmitAsync();
        await stack.WaitForAnswersAsync(job.JobId, 200);

        await disturb(stack);

        var during = (await stack.Jobs.FindAsync(job.JobId, Token))!;
        Assert.True(during.Status is "planning" or "running", "The job ended before the fault did.");
        var done = await stack.WaitUntilClosedAsync(job.JobId);
        Assert.Equal(("done", Photographs.Count, 0L), (done.Status, done.Listed, done.Pending));
        Assert.Equal(photographs.Rows, await Rows.ReadAsync(stack.Database));
        Assert.Empty(await Rows.UnbalancedAsync(stack.Database));
        await stack.AssertQuietAsync();
    }

    private static async Task KillAsync(Stack stack, string service)
    {
        await stack.Service(service).KillAsync();
        stack.Start(service);
    }

    private static async Task RestartBrokerAsync(Stack stack)
    {
        await stack.Servers.RabbitMq.KillAsync(Token);
        await stack.Servers.RabbitMq.StartAgainAsync(Token);
    }

    private static async Task RestartDatabaseAsync(Stack stack)
    {
        await stack.Servers.Postgres.KillAsync(Token);
        await stack.Servers.Postgres.StartAgainAsync(Token);
    }

    /// <summary>503 for a while, then answers that dawdle for a while. The time is the fault itself.</summary>
    private static async Task TroubleStoreAsync(Stack stack)
    {
        stack.StoreProxy!.AnswerHttp(503);
        await Task.Delay(TimeSpan.FromSeconds(4), Token);
        stack.StoreProxy!.Restore();
        stack.StoreProxy!.Delay(TimeSpan.FromMilliseconds(200));
        await Task.Delay(TimeSpan.FromSeconds(2), Token);
        stack.StoreProxy!.Restore();
    }

    private static async Task CutNetworkAsync(Stack stack)
    {
        stack.WorkerBrokerProxy!.Cut();
        await Task.Delay(TimeSpan.FromSeconds(3), Token);
        stack.WorkerBrokerProxy!.Restore();
    }
}
