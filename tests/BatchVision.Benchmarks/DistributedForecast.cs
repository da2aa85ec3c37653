using BatchVision.Cli.Simulate;
using BatchVision.Cli.Simulate.Engine;

namespace BatchVision.Benchmarks;

/// <summary>What the simulation says of the measured systems.</summary>
internal static class DistributedForecast
{
    // Uploads are few in a job: many jobs of the same length tell what to expect of one.
    private const int Seeds = 25;

    public static DistributedRun Compare(DistributedRun run, Measured measured, int images, int threads, double liveRate)
    {
        var jobs = Enumerable.Range(1, Seeds).Select(seed => Simulation.Run(new SimulationSettings
        {
            Measured = measured,
            Seed = seed,
            Backfill = images,
            Live = LiveLoad.Constant(liveRate),
            Workers = run.Workers,
            Cores = threads,
            HostCores = Math.Max(0.1, Environment.ProcessorCount - run.OtherCores),
        })).Where(result => result.Live is not null).ToList();
        var predicted = new DistributedFigures(
            Measurement.Median(jobs.Select(result => result.ImagesPerSecond)), Measurement.Median(jobs.Select(result => result.Live!.Median)), Measurement.Median(jobs.Select(result => result.Live!.P95)));
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
