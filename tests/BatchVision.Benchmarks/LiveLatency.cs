namespace BatchVision.Benchmarks;

/// <summary>Live images of a while.</summary>
/// <param name="Seconds">From event to row, of each.</param>
/// <param name="IntakeSeconds">From event to its message to a worker, the median.</param>
internal sealed record LiveLatency(IReadOnlyList<double> Seconds, double IntakeSeconds)
{
    public LiveFigures Figures => LiveFigures.Of(Seconds);
}
