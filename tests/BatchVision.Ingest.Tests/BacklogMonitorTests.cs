using System.Diagnostics.Metrics;
using BatchVision.Contracts;
using BatchVision.Storage;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace BatchVision.Ingest.Tests;

/// <summary>The signal that workers are scaled by.</summary>
public sealed class BacklogMonitorTests
{
    private static readonly IngestOptions Options = new() { PageSize = 10, ChunkSize = 5, PollInterval = TimeSpan.FromMilliseconds(5) };

    private readonly FakeTimeProvider _time = new(DateTimeOffset.UtcNow);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Seconds_OfALane_AreImagesTimesTheirCostOverTheWorkers()
    {
        await using var place = await Workplace.CreateAsync(images: 40);
        await using var workload = new Workload(place.Database, _time);
        var monitor = Monitor(workload);
        var job = await place.Planner(Options).PlanAsync(await place.StartAsync(null, Workplace.Cats), place.Objects, Token);

        await monitor.LookAsync(Token);
        Assert.Equal(40 * BacklogMonitor.UnmeasuredImageSeconds, monitor.Seconds(await BackfillAsync(workload)), 6);

        // Two workers answer a chunk each, one twice as fast as the other.
        await AnswerAsync(place, job, ("a", 0.2f), ("b", 0.1f));
        await monitor.LookAsync(Token);
        Assert.Equal(30 * 0.15 / 2, monitor.Seconds(await BackfillAsync(workload)), 6);

        // They go away: what an image costs is remembered.
        _time.Advance(TimeSpan.FromMinutes(5));
        await monitor.LookAsync(Token);
        Assert.Equal(30 * 0.15, monitor.Seconds(await BackfillAsync(workload)), 6);
    }

    [Fact]
    public async Task Gauges_WhileItRuns_TellEveryLane()
    {
        await using var place = await Workplace.CreateAsync(images: 12);
        await place.Planner(Options).PlanAsync(await place.StartAsync(null, Workplace.Cats), place.Objects, Token);
        await using var workload = new Workload(place.Database, _time);
        using var monitor = Monitor(workload);
        await monitor.StartAsync(Token);

        Dictionary<string, double> told;
        do
        {
            told = Read();
            await Task.Delay(5, Token);
        }
        while (!told.ContainsKey("batchvision.backlog.images live"));
        await monitor.StopAsync(Token);

        Assert.Equal((12, 0, 0), (told["batchvision.backlog.images backfill"], told["batchvision.backlog.images live"], told["batchvision.backlog.images quarantine"]));
        Assert.Equal(12 * BacklogMonitor.UnmeasuredImageSeconds, told["batchvision.backlog.seconds backfill"], 6);
        Assert.Equal((0, 0), (told["batchvision.workers.ready backfill"], told["batchvision.backlog.age live"]));
        Assert.Equal(0, told["batchvision.ingest.listing.age "]);
    }

    [Fact]
    public void Listings_TheSlowestOfThem_IsTold()
    {
        var listings = new Listings(_time);
        Assert.Equal(TimeSpan.Zero, listings.LongestWait);
        using (var slow = listings.Begin())
        {
            _time.Advance(TimeSpan.FromSeconds(40));
            using var quick = listings.Begin();
            _time.Advance(TimeSpan.FromSeconds(2));
            Assert.Equal(TimeSpan.FromSeconds(42), listings.LongestWait);
            slow.Advance();
            Assert.Equal(TimeSpan.FromSeconds(2), listings.LongestWait);
        }

        Assert.Equal(TimeSpan.Zero, listings.LongestWait);
    }

    private BacklogMonitor Monitor(Workload workload) => new(workload, new Listings(_time), _time, NullLogger<BacklogMonitor>.Instance);

    private static async Task<LaneLoad> BackfillAsync(Workload workload) => (await workload.ReadAsync(Token)).Single(lane => lane.Lane == Lane.Backfill);

    private async Task AnswerAsync(Workplace place, Job job, params (string Worker, float ImageSeconds)[] workers)
    {
        await using var writer = new RecognitionWriter(place.Database, _time);
        var chunks = await place.Ledger.PendingChunksAsync(job, workers.Length, Token);
        await writer.WriteAsync([.. chunks.Zip(workers, (chunk, worker) => Workplace.Answer(chunk.Command, [Workplace.Cats], _ => ImageStatus.Recognized) with
        {
            Worker = new WorkerFacts(worker.Worker, worker.ImageSeconds),
        })], Token);
    }

    /// <summary>What an exporter would read now, by instrument and lane.</summary>
    private static Dictionary<string, double> Read()
    {
        var told = new Dictionary<string, double>();
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Meter.Name == IngestTelemetry.MeterName)
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) =>
            told[$"{instrument.Name} {(tags.Length > 0 ? tags[0].Value : "")}"] = value);
        listener.Start();
        listener.RecordObservableInstruments();
        return told;
    }
}
