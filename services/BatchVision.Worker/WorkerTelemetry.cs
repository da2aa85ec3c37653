using System.Diagnostics;
using System.Diagnostics.Metrics;
using BatchVision.Contracts;

namespace BatchVision.Worker;

/// <summary>Instruments and spans of the worker.</summary>
public static class WorkerTelemetry
{
    public const string MeterName = "BatchVision.Worker";

    internal static readonly ActivitySource Source = new(MeterName);

    private static readonly Meter Meter = new(MeterName);

    private static readonly InstrumentAdvice<double> Fetches = new()
    {
        HistogramBucketBoundaries = [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 30],
    };

    // From a live image that a worker waits for to a back-fill that waits for workers.
    private static readonly InstrumentAdvice<double> Waits = new()
    {
        HistogramBucketBoundaries = [0.01, 0.05, 0.1, 0.5, 1, 5, 10, 30, 60, 300, 900, 3600],
    };

    internal static readonly Counter<long> Images = Meter.CreateCounter<long>(
        "batchvision.worker.images", "{image}", "Images that got an outcome, by outcome and lane.");

    internal static readonly UpDownCounter<int> ActiveImages = Meter.CreateUpDownCounter<int>(
        "batchvision.worker.images.active", "{image}", "Images of the chunks in hand that have no outcome yet.");

    internal static readonly Histogram<double> Fetch = Meter.CreateHistogram(
        "batchvision.worker.fetch.duration", "s", "From asking the store to holding the bytes, one image.", null, Fetches);

    internal static readonly Counter<long> FetchedBytes = Meter.CreateCounter<long>(
        "batchvision.worker.fetched", "By", "Bytes of images that came from the store.");

    internal static readonly Histogram<double> QueueWait = Meter.CreateHistogram(
        "batchvision.worker.queue.wait.duration", "s", "From sent to taken, one chunk, by lane.", null, Waits);

    internal static KeyValuePair<string, object?> LaneTag(Lane lane) => new("lane", lane.Name());

    internal static KeyValuePair<string, object?> OutcomeTag(ImageStatus status) => new("outcome", status.ToString());
}
