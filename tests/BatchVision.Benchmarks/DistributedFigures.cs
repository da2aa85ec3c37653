namespace BatchVision.Benchmarks;

/// <summary>What is foretold: the figures themselves, or their error, 0.1 for a tenth too much.</summary>
internal sealed record DistributedFigures(double ImagesPerSecond, double LiveMedianSeconds, double LiveP95Seconds);
