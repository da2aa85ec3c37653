namespace BatchVision.Benchmarks;

/// <summary>A job as its chunks tell; times are seconds an image.</summary>
/// <param name="ImagesPerSecond">From the first rows to the last.</param>
/// <param name="FetchSeconds">From asking the store to holding the bytes.</param>
/// <param name="DecodeSeconds">Decoding on a compute thread.</param>
/// <param name="Variation">Coefficient of variation of the time an image takes, of which only that of decoding can be seen.</param>
internal sealed record JobFigures(double ImagesPerSecond, double FetchSeconds, double DecodeSeconds, double Variation);
