using BatchVision.Cli.Simulate.Engine;
using BatchVision.Cli.Tests.Run;
using BatchVision.Ingest;
using BatchVision.Worker;
using MassTransit;

namespace BatchVision.Cli.Tests.Simulate;

/// <summary>What must hold of any simulated system.</summary>
public sealed class SimulationTests
{
    [Fact]
    public void Settings_OfTheSender_AreThoseOfIngest()
    {
        var ingest = new IngestOptions();

        Assert.Equal(
            (ingest.ChunkSize, ingest.Window, ingest.PollInterval.TotalSeconds),
            (Systems.Services.ChunkSize, Systems.Services.Window, Systems.Services.Poll));
    }

    [Fact]
    public void Settings_OfWorkersAndResults_AreTheirs()
    {
        var results = File.ReadAllText(Path.Combine(Workspace.RepositoryRoot(), "services/BatchVision.Results/ChunkRecognizedConsumerDefinition.cs"));

        Assert.Equal(Systems.Services.Prefetch, ((IConsumerDefinition)new BackfillConsumerDefinition(new WorkerOptions())).ConcurrentMessageLimit);
        Assert.Equal(Systems.Services.Prefetch, ((IConsumerDefinition)new LiveConsumerDefinition(new WorkerOptions())).ConcurrentMessageLimit);
        Assert.Contains($"MessageLimit = {Systems.Services.WriteBatch};", results, StringComparison.Ordinal);
        Assert.Contains($"SetTimeLimit(TimeSpan.FromMilliseconds({1000 * Systems.Services.WriteDelay}))", results, StringComparison.Ordinal);
        // Simulated as one transaction at the speed of both, which is what was measured.
        Assert.Contains(".SetConcurrencyLimit(RecognitionWriter.Concurrency)", results, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(4, 1)]
    [InlineData(4, 16)]
    public void Backfill_WithoutNoise_TakesWorkByCapacity(int cores, int workers)
    {
        const int Images = 1_000_000;

        var result = Simulation.Run(Systems.Services with { Backfill = Images, Workers = workers, Cores = cores, Jobs = 4, Writers = 4 });

        var expected = Images * Systems.Services.Measured.WorkerCpuMs / 1000 / (workers * cores);
        Assert.InRange(result.BackfillSeconds!.Value / expected, 1, 1.01);
        Assert.Equal((Images, Bound.Workers), (result.Written, result.Bound));
    }

    [Fact]
    public void Backfill_OnSharedCores_TakesAllWorkByThem()
    {
        var result = Simulation.Run(Systems.Services with { Backfill = 100_000, Workers = 4, Cores = 2, HostCores = 2 });

        Assert.InRange(result.BackfillSeconds!.Value / (100_000 * Systems.Services.Measured.AllCpuMs / 1000 / 2), 0.99, 1.02);
        Assert.Equal(Bound.Host, result.Bound);
    }

    [Fact]
    public void MoreWorkers_AreNeverSlower()
    {
        var seconds = new[] { 1, 2, 3, 5, 8, 13, 21, 34, 55, 89 }
            .Select(workers => Simulation.Run(Systems.Services with { Backfill = 300_000, Workers = workers, Jobs = 8, Writers = 4 }).BackfillSeconds!.Value)
            .ToList();

        Assert.All(seconds.Zip(seconds.Skip(1)), pair => Assert.True(pair.Second <= pair.First * 1.005, $"{pair.Second} after {pair.First}"));
    }

    [Fact]
    public void Window_OfOneJob_BoundsManyWorkers()
    {
        var one = Simulation.Run(Systems.Services with { Backfill = 2_000_000, Workers = 200, Writers = 8 });
        var eight = Simulation.Run(Systems.Services with { Backfill = 2_000_000, Workers = 200, Writers = 8, Jobs = 8 });

        Assert.Equal(Bound.Window, one.Bound);
        Assert.True(eight.ImagesPerSecond > 2 * one.ImagesPerSecond, $"{eight.ImagesPerSecond} and {one.ImagesPerSecond}");
    }

    [Fact]
    public void Writer_ThatIsSlow_BoundsManyWorkers()
    {
        var settings = Systems.Services with { Backfill = 500_000, Workers = 20, Predictions = 200 };

        var result = Simulation.Run(settings);

        Assert.Equal(Bound.Writers, result.Bound);
        Assert.InRange(result.ImagesPerSecond, 0.8 * settings.Measured.WriterRows / 200, settings.Measured.WriterRows / 200);
    }

    [Fact]
    public void Store_ThatGivesNoMore_BoundsManyWorkers()
    {
        var result = Simulation.Run(Systems.Services with { Backfill = 200_000, Workers = 10, StoreImages = 500 });

        Assert.Equal(Bound.Store, result.Bound);
        Assert.InRange(result.ImagesPerSecond, 490, 510);
    }

    [Fact]
    public void Fetches_ThatTakeLong_FillThePlacesOfThePipeline()
    {
        var settings = Systems.Services with { Backfill = 100_000, Measured = Systems.Services.Measured with { FetchMs = 500 } };

        var result = Simulation.Run(settings);

        // Four threads have eighteen places; each image holds one for its fetch and its work.
        Assert.InRange(result.ImagesPerSecond / (18 / (0.5 + (settings.Measured.WorkerCpuMs / 1000))), 0.98, 1.02);
        Assert.Equal(Bound.Fetching, result.Bound);
    }

    [Fact]
    public void Gpu_BoundsWhereDecodingIsFaster_AndTheReverse()
    {
        var settings = Systems.Services with { Backfill = 200_000, Cores = 8, Gpu = new Gpu(500, 32, 0.005) };

        var gpu = Simulation.Run(settings);
        var decode = Simulation.Run(settings with { Gpu = new Gpu(100_000, 32, 0.005) });

        Assert.Equal((Bound.Gpus, Bound.Workers), (gpu.Bound, decode.Bound));
        Assert.InRange(gpu.ImagesPerSecond, 490, 505);
        Assert.InRange(decode.ImagesPerSecond / (8000 / settings.Measured.DecodeCpuMs), 0.95, 1.02);
    }

    [Fact]
    public void LiveImages_DuringABackfill_WaitForThreeChunksAtMost()
    {
        var settings = Systems.Services with { Backfill = 200_000, Cores = 2, Live = LiveLoad.Constant(0.1) };

        var during = Simulation.Run(settings);
        var alone = Simulation.Run(settings with { Backfill = 0, Duration = 3000 });
        var apart = Simulation.Run(settings with { LiveWorkers = 1 });

        // Its own queue, so never behind the window of the back-fill; but in the worker behind what it has in hand.
        var hands = 3 * 64 * settings.Measured.WorkerCpuMs / 1000 / 2;
        Assert.InRange(during.Live!.P99 - alone.Live!.P99, 0.5 * hands, 1.1 * hands);
        // A worker of its own: as if there were no back-fill, but for the transactions that both share.
        Assert.InRange(apart.Live!.Median / alone.Live.Median, 0.5, 1.1);
    }

    [Fact]
    public void SameSeed_SameResult_AnotherSeed_AnotherResult()
    {
        var settings = Systems.Services with
        {
            Measured = Systems.Services.Measured with { Variation = 0.5 },
            Backfill = 50_000,
            Workers = 3,
            Live = LiveLoad.Constant(3),
            Deaths = 5,
        };

        var (first, again, other) = (Simulation.Run(settings), Simulation.Run(settings), Simulation.Run(settings with { Seed = 2 }));

        Assert.Equal(first with { Timeline = [] }, again with { Timeline = [] });
        Assert.Equal(first.Timeline, again.Timeline);
        Assert.NotEqual(first.BackfillSeconds, other.BackfillSeconds);
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(200, 0)]
    [InlineData(2000, 0)]
    [InlineData(20, 60)]
    public void Deaths_LoseNothing_AndCountNothingTwice(double deaths, double nodes)
    {
        var result = Simulation.Run(Systems.Services with
        {
            Backfill = 100_000,
            Workers = 6,
            Live = LiveLoad.Constant(2),
            Deaths = deaths,
            NodeLosses = nodes,
            WorkersPerNode = 3,
        });

        Assert.Equal(result.Images, result.Written);
        Assert.True(result.Images > 100_000);
        Assert.Equal(deaths + nodes > 0, result.Redelivered > 0);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void Outage_OfAPart_LosesNothing_AndTakesItsTime(int part)
    {
        var settings = Systems.Services with { Backfill = 100_000, Workers = 2, Live = LiveLoad.Constant(1) };
        var without = Simulation.Run(settings);

        var with = Simulation.Run(settings with { Outages = [new Outage((Part)part, 30, 60, null)] });

        Assert.Equal(with.Images, with.Written);
        // Workers go on with what they hold while only the database is away.
        Assert.InRange(with.BackfillSeconds!.Value - without.BackfillSeconds!.Value, 20, 65);
        Assert.True(with.Live!.P99 > 20);
    }

    [Fact]
    public void Store_ThatIsSlowForAWhile_SlowsTheWhile()
    {
        var settings = Systems.Services with { Backfill = 100_000, Workers = 2, Measured = Systems.Services.Measured with { FetchMs = 30 } };
        var without = Simulation.Run(settings);

        var with = Simulation.Run(settings with { Outages = [new Outage(Part.Store, 30, 60, 20)] });

        Assert.InRange(with.BackfillSeconds!.Value - without.BackfillSeconds!.Value, 30, 65);
    }

    [Fact]
    public void Autoscaling_ByTheQueue_IsBlindBeyondTheWindow_ByTheBacklogItIsNot()
    {
        var settings = Systems.Services with { Backfill = 5_000_000, Workers = 0, Measured = Systems.Services.Measured with { StartSeconds = 30 } };

        var queue = Simulation.Run(settings with { Autoscale = new AutoscaleRule(0, 40) });
        var backlog = Simulation.Run(settings with { Autoscale = new AutoscaleRule(0, 40, BacklogSeconds: 600) });

        Assert.Equal((8, 5_000_000), (queue.PeakWorkers, queue.Written));
        Assert.True(backlog.PeakWorkers > 15, $"{backlog.PeakWorkers} workers");
        Assert.True(backlog.BackfillSeconds < 0.75 * queue.BackfillSeconds);
    }

    [Fact]
    public void Autoscaling_AfterTheWork_GoesBackToItsLeast()
    {
        var result = Simulation.Run(Systems.Services with
        {
            Backfill = 500_000,
            Workers = 0,
            Autoscale = new AutoscaleRule(0, 8),
            Live = new LiveLoad([0.0], 1, [(20_000, 1)]),
            Duration = 20_001,
        });

        var quiet = result.Timeline.Last(point => point.Seconds < 19_900);
        Assert.Equal((0, 0), (quiet.Workers, quiet.Backlog));
        Assert.Equal(500_001, result.Written);
        Assert.True(result.WorkerHours < 8 * 20_000 / 3600 / 2);
    }

    [Fact]
    public void Day_HasItsMeanAndItsPeak()
    {
        var day = LiveLoad.Day(10, 3);

        Assert.Equal(10, day.Average(), 6);
        Assert.Equal(30, day.Max(), 3);
        Assert.True(day.Min() >= 0);
    }

    [Fact]
    public void TenMillionImages_OnAThousandWorkers_AreSimulated()
    {
        var result = Simulation.Run(Systems.Services with { Backfill = 10_000_000, Workers = 1000, Jobs = 64, Writers = 16 });

        Assert.Equal(10_000_000, result.Written);
    }
}
