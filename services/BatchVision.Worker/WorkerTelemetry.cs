using System.Diagnostics.Metrics;

namespace BatchVision.Worker;

/// <summary>Instruments of the worker.</summary>
public static class WorkerTelemetry
{
    public const string MeterName = "BatchVision.Worker";

    private static readonly Meter Meter = new(MeterName);

    internal static readonly Counter<long> Images = Meter.CreateCounter<long>(
        "batchvision.worker.images", "{image}", "Images that got an outcome, by outcome.");

    internal static readonly Histogram<double> Fetch = Meter.CreateHistogram<double>(
        "batchvision.worker.fetch.duration", "s", "From asking the store to holding the bytes, one image.");
}
