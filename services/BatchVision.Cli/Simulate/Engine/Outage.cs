namespace BatchVision.Cli.Simulate.Engine;

/// <summary>A while in which a part is away or, the store, slower.</summary>
/// <param name="Part">Which part.</param>
/// <param name="From">Seconds after the start.</param>
/// <param name="Length">Seconds.</param>
/// <param name="Factor">How many times longer a fetch takes; null: the part is away.</param>
internal sealed record Outage(Part Part, double From, double Length, double? Factor)
{
    public double End => From + Length;

    public bool IsNow(double now) => now >= From && now < End;
}
