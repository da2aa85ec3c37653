namespace BatchVision.Benchmarks;

/// <summary>A job of so many images.</summary>
/// <param name="Images">Images of the job.</param>
/// <param name="CpuMilliseconds">CPU time of each image, start-up taken off.</param>
/// <param name="ImagesPerSecond">By wall clock, start-up included.</param>
/// <param name="PeakMemoryBytes">Most resident memory of the process.</param>
internal sealed record GrowthResults(int Images, double CpuMilliseconds, double ImagesPerSecond, long PeakMemoryBytes);
