namespace BatchVision.Cli.Tune;

/// <summary>One way to run a model, and what it reached.</summary>
internal sealed record Trial(int ComputeThreads, int IntraOpThreads, int MaxBatchSize)
{
    public double ImagesPerSecond { get; init; }

    public double CpuMillisecondsPerImage { get; init; }
}
