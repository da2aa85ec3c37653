using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace BatchVision.Recognition;

/// <summary>Instruments and spans of the recognition library. Units follow UCUM; names <c>batchvision.*</c> where no convention exists.</summary>
public static class RecognitionMetrics
{
    /// <summary>Name of the meter and of the source of spans, for those who listen.</summary>
    public const string MeterName = "BatchVision.Recognition";

    internal const string Cpu = "cpu";
    internal const string Gpu = "gpu";

    internal static readonly ActivitySource Source = new(MeterName);

    private static readonly Meter Meter = new(MeterName);

    // From a thumbnail to a fifty-megapixel picture, from a classifier on a GPU to a detector on one core.
    private static readonly InstrumentAdvice<double> Durations = new()
    {
        HistogramBucketBoundaries = [0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10],
    };

    private static readonly InstrumentAdvice<int> BatchSizes = new() { HistogramBucketBoundaries = [1, 2, 4, 8, 16, 32, 64, 128, 256] };

    internal static readonly Histogram<double> Decode = Meter.CreateHistogram(
        "batchvision.decode.duration", "s", "From encoded bytes to the pixels of every model, one image.", null, Durations);

    internal static readonly Histogram<double> Inference = Meter.CreateHistogram(
        "batchvision.inference.duration", "s", "Tensor packing and one run of a model, one batch.", null, Durations);

    internal static readonly Histogram<int> BatchSize = Meter.CreateHistogram(
        "batchvision.inference.batch.size", "{image}", "Images in one run of a model.", null, BatchSizes);

    internal static readonly Histogram<double> BatchWait = Meter.CreateHistogram(
        "batchvision.batcher.wait.duration", "s", "From decoded to taken into a batch, one image.", null, Durations);

    internal static readonly Counter<double> ComputeTime = Meter.CreateCounter<double>(
        "batchvision.compute.time", "s", "Time that threads were busy, by stage (decode, inference) and device (cpu, gpu).");

    private static int CpuThreadCount;
    private static int GpuThreadCount;

    // Observed, not counted: whoever exports may begin to listen after the threads were started.
    static RecognitionMetrics() => Meter.CreateObservableUpDownCounter(
        "batchvision.compute.threads",
        () => new[]
        {
            new Measurement<int>(Volatile.Read(ref CpuThreadCount), new KeyValuePair<string, object?>("device", Cpu)),
            new Measurement<int>(Volatile.Read(ref GpuThreadCount), new KeyValuePair<string, object?>("device", Gpu)),
        },
        "{thread}", "Threads that could be busy, by device; a model on a GPU has one.");

    internal static void CountThreads(int cpu, int gpu)
    {
        Interlocked.Add(ref CpuThreadCount, cpu);
        Interlocked.Add(ref GpuThreadCount, gpu);
    }
}
