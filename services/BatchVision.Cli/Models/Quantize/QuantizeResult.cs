namespace BatchVision.Cli.Models.Quantize;

/// <summary>What <c>bv models quantize</c> did, as <c>--json</c> prints it. ComparedAnswers: images that either model gave
/// a label, or boxes that either found; Agreement is their share that is the same. Times are CPU-milliseconds of one image in the model alone, on one thread.</summary>
internal sealed record QuantizeResult(
    string Name,
    string Path,
    string Sha256,
    string SourceModel,
    string SourceFingerprint,
    int CalibrationImages,
    int ComparedImages,
    int ComparedAnswers,
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
