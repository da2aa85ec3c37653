using System.Diagnostics.Metrics;

namespace BatchVision.Recognition;

/// <summary>Instruments of the recognition library. Units follow UCUM; names <c>batchvision.*</c> where no convention exists.</summary>
public static class RecognitionMetrics
{
    /// <summary>Name of the meter, for those who listen.</summary>
    public const string MeterName = "BatchVision.Recognition";

    private static readonly Meter Meter = new(MeterName);

    internal static readonly Histogram<double> Decode = Meter.CreateHistogram<double>(
        "batchvision.decode.duration", "s", "From encoded bytes to the pixels of every model, one image.");

    internal static readonly Histogram<double> Inference = Meter.CreateHistogram<double>(
        "batchvision.inference.duration", "s", "Tensor packing and one run of a model, one batch.");

    internal static readonly Histogram<int> BatchSize = Meter.CreateHistogram<int>(
        "batchvision.inference.batch.size", "{image}", "Images in one run of a model.");

    internal static readonly Histogram<double> BatchWait = Meter.CreateHistogram<double>(
        "batchvision.batcher.wait.duration", "s", "From decoded to taken into a batch, one image.");
}
