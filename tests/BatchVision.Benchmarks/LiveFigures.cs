namespace BatchVision.Benchmarks;

/// <summary>Seconds from the event of an upload to the row.</summary>
internal sealed record LiveFigures(int Images, double MedianSeconds, double P95Seconds)
{
    public static LiveFigures Of(IEnumerable<double> seconds)
    {
        var sorted = seconds.Order().ToArray();
        return sorted.Length == 0 ? new LiveFigures(0, 0, 0) : new LiveFigures(sorted.Length, sorted[sorted.Length / 2], sorted[(int)Math.Ceiling(0.95 * sorted.Length) - 1]);
    }
}
