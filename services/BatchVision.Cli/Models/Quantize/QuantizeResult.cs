namespace BatchVision.Cli.Models.Quantize;

/// <summary>What <c>bv models quantize</c> did, as <c>--json</c> prints it. Times are CPU-milliseconds of one image in the model alone, on one thread.</summary>
internal sealed record QuantizeResult(
    string Name,
    string Path,
    string Sha256,
    string SourceModel,
    string SourceFingerprint,
    int CalibrationImages,
    int ComparedImages,
    double Agreement,
    double MeanScoreDifference,
    long FloatBytes,
    long Int8Bytes,
    double FloatCpuMilliseconds,
    double Int8CpuMilliseconds,
    IReadOnlyDictionary<string, int> Int8Operators,
    IReadOnlyDictionary<string, int> FloatOperators,
    string Golden)
{
    public bool IsFaster => Int8CpuMilliseconds < FloatCpuMilliseconds;
}
