using BatchVision.Cli.Simulate;
using BatchVision.Cli.Simulate.Engine;

namespace BatchVision.Benchmarks;

/// <summary>What the simulation says of the measured systems.</summary>
internal static class DistributedForecast
{
    // Uploads are few in a job; the simulated ones are enough for a percentile.
    private const int Longer = 20;

    public static DistributedRun Compare(DistributedRun run, Measured measured, int images, int threads, double liveRate)
    {
        var result = Simulation.Run(new SimulationSettings
        {
            Measured = measured,
            Backfill = (long)Longer * images,
            Live = LiveLoad.Constant(liveRate),
            Workers = run.Workers,
            Cores = threads,
            HostCores = Math.Max(0.1, Environment.ProcessorCount - run.OtherCores),
        });
        var predicted = new DistributedFigures(result.ImagesPerSecond, result.Live!.Median, result.Live.P95);
        return run with
        {
            Predicted = predicted,
            Error = new DistributedFigures(
                (predicted.ImagesPerSecond / run.ImagesPerSecond) - 1,
                (predicted.LiveMedianSeconds / run.Live.MedianSeconds) - 1,
                (predicted.LiveP95Seconds / run.Live.P95Seconds) - 1),
        };
    }
}
