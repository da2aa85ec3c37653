namespace BatchVision.Cli.Simulate.Engine;

/// <summary>Random times, the same for the same seed.</summary>
internal sealed class Chance(int seed)
{
    private readonly Random _random = new(seed);

    public double Exponential(double mean) => -mean * Math.Log(1 - _random.NextDouble());

    public double Uniform() => _random.NextDouble();

    /// <summary>
    /// The sum of so many independent times of one mean and coefficient of variation: gamma, which is exponential for one time at a coefficient of 1
    /// and the mean itself at 0.
    /// </summary>
    public double Sum(int count, double mean, double variation)
    {
        if (variation <= 0 || mean <= 0)
            return count * mean;
        var square = variation * variation;
        return Gamma(count / square) * mean * square;
    }

    // Marsaglia and Tsang, "A simple method for generating gamma variables" (2000).
    private double Gamma(double shape)
    {
        if (shape < 1)
            return Gamma(shape + 1) * Math.Pow(1 - _random.NextDouble(), 1 / shape);
        var d = shape - (1.0 / 3);
        var c = 1 / Math.Sqrt(9 * d);
        while (true)
        {
            var x = Normal();
            var v = 1 + (c * x);
            v = v * v * v;
            if (v > 0 && Math.Log(1 - _random.NextDouble()) < (0.5 * x * x) + (d * (1 - v + Math.Log(v))))
                return d * v;
        }
    }

    private double Normal() => Math.Sqrt(-2 * Math.Log(1 - _random.NextDouble())) * Math.Cos(2 * Math.PI * _random.NextDouble());
}
