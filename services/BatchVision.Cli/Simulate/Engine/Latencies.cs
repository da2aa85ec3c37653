namespace BatchVision.Cli.Simulate.Engine;

/// <summary>Times of any number of images in little memory: counted in steps of 1 %, so a percentile is right to within that.</summary>
internal sealed class Latencies
{
    private const double Shortest = 1e-6;
    private static readonly double Step = Math.Log(1.01);

    private readonly SortedDictionary<int, long> _counts = [];
    private double _sum;

    public long Count { get; private set; }

    public double Mean => Count == 0 ? 0 : _sum / Count;

    public void Add(double seconds, int images)
    {
        var step = (int)Math.Round(Math.Log(Math.Max(seconds, Shortest) / Shortest) / Step);
        _counts[step] = _counts.GetValueOrDefault(step) + images;
        _sum += seconds * images;
        Count += images;
    }

    public double Percentile(double share)
    {
        var left = (long)Math.Ceiling(share * Count);
        foreach (var (step, count) in _counts)
        {
            left -= count;
            if (left <= 0)
                return Shortest * Math.Exp(step * Step);
        }

        return 0;
    }
}
