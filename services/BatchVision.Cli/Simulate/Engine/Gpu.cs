namespace BatchVision.Cli.Simulate.Engine;

/// <summary>The GPU of a worker.</summary>
/// <param name="Images">Images a second in full batches.</param>
/// <param name="Batch">Largest batch.</param>
/// <param name="Delay">Seconds that a batch waits to become full.</param>
internal sealed record Gpu(double Images, int Batch, double Delay);
