using System.Globalization;
using BatchVision.Storage;

namespace BatchVision.EndToEnd.Tests.Soak;

/// <summary>
/// The whole stack under load for an hour, with a fault every few minutes, and the invariants of the design at the end. Explicit: <c>tests/soak.sh</c>.
/// </summary>
public sealed class SoakTests(FaultServers servers) : IClassFixture<FaultServers>
{
    // Beyond what the collector takes and gives back, and what a connection pool learns.
    private const double Growth = 1.15;
    private const double GrowthMegabytes = 20;

    private static readonly TimeSpan Length = TimeSpan.FromMinutes(Number("BATCHVISION_SOAK_MINUTES", 60));
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(Number("BATCHVISION_SOAK_PAUSE_SECONDS", 150));

    [Fact(Explicit = true)]
    public async Task Stack_UnderLoadAndFaults_KeepsItsBooksAndItsMemory()
    {
        await using var stack = await Stack.CreateAsync(await servers.GetAsync(), proxies: true);
        var load = await Load.PrepareAsync(stack);
        await stack.StartServicesAsync();
        await using var first = new Supervisor(stack.Service("Worker"), () => stack.Start("Worker"));
        await using var second = new Supervisor(null, () => stack.Start("Worker"));
        await using var quarantine = new Supervisor(null, () => stack.Start("Worker", ("Worker__Lanes", "Quarantine")));
        await using var results = new Supervisor(stack.Service("Results"), () => stack.Start("Results"));
        await using var ingest = new Supervisor(stack.Service("Ingest"), () => stack.Start("Ingest"));

        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Stack.Token);
        var chaos = new Chaos(stack, Length, Pause);
        var memory = new MemoryWatch(stack);
        var (backfills, uploads, watch) = (load.SubmitAsync(stop.Token), load.UploadAsync(stop.Token), memory.RunAsync(stop.Token));
        var progress = ProgressAsync(stack, load, stop.Token);
        await chaos.RunAsync(stop.Token);
        await Task.Delay(Pause, Stack.Token);
        await stop.CancelAsync();
        await Task.WhenAll(backfills, uploads);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Task.WhenAll(watch, progress));

        // Everything that was asked for comes to its end.
        foreach (var jobId in load.Jobs)
        {
            var job = await stack.WaitUntilClosedAsync(jobId);
            Assert.Equal(("done", Load.BackfillImages, Load.BackfillImages), (job.Status, (int)job.Listed, (int)job.Recognized));
        }

        await Stack.UntilAsync(async () => await CountAsync(stack, "SELECT count(*) FROM recognition r JOIN image i USING (image_id) WHERE i.key LIKE 'live/%'") >= load.Uploads);
        await stack.AssertQuietAsync();

        var errors = ErrorLines.Of(stack).ToList();
        var unexplained = errors.Where(error => !chaos.Explains(error.At)).ToList();
        var grown = memory.Grown(Length * 0.4).ToList();
        Report(chaos, load, errors, unexplained, grown);

        // Nothing lost, nothing twice, and every chunk accounted for.
        Assert.Equal(Load.BackfillImages + load.Uploads, await CountAsync(stack, "SELECT count(*) FROM image"));
        Assert.Equal(Load.BackfillImages + load.Uploads, await CountAsync(stack, "SELECT count(*) FROM recognition WHERE status = 'Recognized'"));
        Assert.Equal(0, await CountAsync(stack, """
            SELECT count(*) FROM recognition r WHERE r.prediction_count <> (SELECT count(*) FROM prediction p WHERE p.image_id = r.image_id AND p.model_id = r.model_id)
            """));
        Assert.Equal(0, await CountAsync(stack, "SELECT count(*) FROM chunk c WHERE c.status NOT IN ('done', 'split')"));
        Assert.Equal(0, await CountAsync(stack, """
            SELECT count(*) FROM job j WHERE NOT j.stream AND j.listed <> j.recognized + j.failed + j.skipped
            """));
        Assert.Empty(unexplained);
        Assert.NotEmpty(grown);
        Assert.All(grown, process => Assert.True(
            process.Late <= (process.Early * Growth) + GrowthMegabytes, $"{process.Service.Name}: {process.Early:F0} MiB early, {process.Late:F0} MiB late"));
    }

    /// <summary>A line a minute, so that a run that hangs is seen before its hour is over.</summary>
    private static async Task ProgressAsync(Stack stack, Load load, CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMinutes(1));
        for (var minute = 1; await timer.WaitForNextTickAsync(cancellationToken); minute++)
        {
            try
            {
                Say($"{minute,3} min: {load.Jobs.Count} back-fills, {load.Uploads} uploads, {await CountAsync(stack, "SELECT count(*) FROM chunk WHERE status = 'done'")} chunks done, "
                    + $"{await CountAsync(stack, "SELECT count(*) FROM chunk WHERE status IN ('pending', 'sent')")} open");
            }
            catch (Exception e) when (e is System.Data.Common.DbException or StorageException)
            {
                Say($"{minute,3} min: the database is away");
            }
        }
    }

    private static void Report(
        Chaos chaos, Load load, List<(string Service, DateTimeOffset At, string Category, string Message)> errors,
        List<(string Service, DateTimeOffset At, string Category, string Message)> unexplained,
        List<(ServiceProcess Service, double Early, double Late, double Peak)> grown)
    {
        Say($"{Length.TotalMinutes:F0} minutes: {load.Jobs.Count} back-fills of {Load.BackfillImages} images, {load.Uploads} live uploads, {chaos.Faults.Count} faults");
        foreach (var kind in chaos.Faults.GroupBy(fault => fault.Name))
            Say($"  {kind.Count()} x {kind.Key}");
        Say($"{errors.Count} log lines at Error, {unexplained.Count} of them without a fault to explain them");
        foreach (var kind in errors.GroupBy(error => (error.Service, error.Category)).OrderByDescending(kind => kind.Count()))
            Say($"  {kind.Count()} x {kind.Key.Service} {kind.Key.Category}: {kind.First().Message.Split('\n')[0]}");
        foreach (var error in unexplained)
            Say($"  unexplained: {error.At:u} {error.Service} {error.Category}: {error.Message}");
        foreach (var (service, early, late, peak) in grown.OrderBy(process => process.Service.Name))
            Say($"memory of {service.Name}: {early:F0} MiB early, {late:F0} MiB late, {peak:F0} MiB at most");
    }

    private static async Task<long> CountAsync(Stack stack, string sql) =>
        long.Parse(Assert.Single(await Rows.QueryAsync(stack.Database, sql)), CultureInfo.InvariantCulture);

    private static void Say(string line) => TestContext.Current.TestOutputHelper?.WriteLine(line);

    private static double Number(string variable, double otherwise) =>
        double.TryParse(Environment.GetEnvironmentVariable(variable), CultureInfo.InvariantCulture, out var number) ? number : otherwise;
}
