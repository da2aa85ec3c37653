namespace BatchVision.Cli.Simulate.Engine;

/// <summary>Images that come while the system runs.</summary>
/// <param name="Rates">Images a second in each minute; after the last the first comes again.</param>
/// <param name="ImagesPerEvent">Images that one message announces.</param>
/// <param name="Bursts">Seconds after the start, and images that come at once then.</param>
internal sealed record LiveLoad(IReadOnlyList<double> Rates, int ImagesPerEvent, IReadOnlyList<(double At, int Images)> Bursts)
{
    private const int MinutesADay = 1440;

    public double Highest => Rates.Max();

    public static LiveLoad Constant(double rate) => new([rate], 1, []);

    /// <summary>A day whose busiest minute has so many times the mean, and whose quietest is as far below as can be.</summary>
    public static IReadOnlyList<double> Day(double mean, double peak)
    {
        // A cosine has at most twice its mean; a sharper peak is a power of it.
        var power = 1.0;
        double[] shape;
        do
        {
            shape = [.. Enumerable.Range(0, MinutesADay).Select(minute => Math.Pow((1 - Math.Cos(2 * Math.PI * minute / MinutesADay)) / 2, power))];
            power *= 1.05;
        }
        while (shape.Max() / shape.Average() < peak);
        // Mixed with a constant so that the peak is met exactly.
        var (highest, average) = (shape.Max(), shape.Average());
        var share = (peak - 1) / ((highest / average) - 1);
        return [.. shape.Select(value => mean * (1 - share + (share * value / average)))];
    }

    public double RateAt(double seconds) => Rates[(int)(seconds / 60 % Rates.Count)];
}
