using BatchVision.Cli.Simulate;

namespace BatchVision.Benchmarks;

/// <summary>What <c>distributed</c> found.</summary>
/// <param name="Model">The model.</param>
/// <param name="Cores">Cores of the machine, which all processes share.</param>
/// <param name="Threads">Compute threads of a worker.</param>
/// <param name="Images">Images of a job.</param>
/// <param name="Rounds">Jobs of each measurement.</param>
/// <param name="Idle">Live images while nothing else is done.</param>
/// <param name="Runs">One measurement a number of workers.</param>
/// <param name="Measured">The figures of the first, as <c>bv simulate --measured</c> takes them.</param>
internal sealed record DistributedResults(
    string Model, int Cores, int Threads, int Images, int Rounds, LiveFigures Idle, IReadOnlyList<DistributedRun> Runs, Measured Measured);
