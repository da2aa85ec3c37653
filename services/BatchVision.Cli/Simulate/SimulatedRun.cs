using BatchVision.Cli.Simulate.Engine;

namespace BatchVision.Cli.Simulate;

/// <summary>A number of workers and what became of it.</summary>
internal sealed record SimulatedRun(int Workers, SimulationResult Result, double? Cost)
{
    /// <summary>Cost of a million images.</summary>
    public double? CostPerMillion => Cost / Math.Max(1, Result.Written) * 1e6;
}
