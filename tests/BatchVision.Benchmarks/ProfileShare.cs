namespace BatchVision.Benchmarks;

/// <summary>A part of what an image costs.</summary>
/// <param name="Name">What is done.</param>
/// <param name="CpuMilliseconds">CPU time per image.</param>
internal sealed record ProfileShare(string Name, double CpuMilliseconds);
