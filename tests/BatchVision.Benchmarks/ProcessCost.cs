namespace BatchVision.Benchmarks;

/// <summary>A service or a server.</summary>
/// <param name="Name">Which; its processes are added up.</param>
/// <param name="CpuMs">User and system milliseconds an image.</param>
/// <param name="PeakMebibytes">Most memory of one process; 0 where it is not ours to see.</param>
internal sealed record ProcessCost(string Name, double CpuMs, double PeakMebibytes);
