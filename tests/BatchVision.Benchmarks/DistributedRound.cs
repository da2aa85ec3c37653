namespace BatchVision.Benchmarks;

/// <summary>One job with its trickle of live images.</summary>
internal sealed record DistributedRound(
    JobFigures Job, double Utilization, double OtherCores, double WorkerUtilization, IReadOnlyDictionary<string, double> CpuMs, LiveLatency Live, WriteTimes Writes, int Images)
{
    private static readonly string[] Order = ["Worker", "Ingest", "Results", "Api", "RabbitMQ", "PostgreSQL", "S3"];

    public double ImagesPerSecond => Job.ImagesPerSecond;

    public static DistributedRun Median(IReadOnlyList<DistributedRound> rounds, int workers, IReadOnlyDictionary<string, double> peaks) => new(
        workers,
        Measurement.Median(rounds.Select(round => round.ImagesPerSecond)),
        Measurement.Median(rounds.Select(round => round.Utilization)),
        Measurement.Median(rounds.Select(round => round.OtherCores)),
        Measurement.Median(rounds.Select(round => round.WorkerUtilization)),
        1000 * Measurement.Median(rounds.Select(round => round.Job.FetchSeconds)),
        [.. Order.Select(name => new ProcessCost(name, Measurement.Median(rounds.Select(round => round.CpuMs.GetValueOrDefault(name))), peaks.GetValueOrDefault(name)))],
        LiveFigures.Of(rounds.SelectMany(round => round.Live.Seconds)),
        Predicted: null,
        Error: null);
}
