namespace BatchVision.Benchmarks;

/// <summary>A job as its chunks tell; times are seconds an image.</summary>
/// <param name="ImagesPerSecond">From the first rows to the last.</param>
/// <param name="FetchSeconds">From asking the store to holding the bytes.</param>
/// <param name="DecodeVariation">Coefficient of variation of the time that decoding an image takes.</param>
internal sealed record JobFigures(double ImagesPerSecond, double FetchSeconds, double DecodeVariation);
