using System.Diagnostics;
using System.Diagnostics.Metrics;
using BatchVision.Contracts;

namespace BatchVision.Ingest;

/// <summary>Instruments and spans of the ingest service.</summary>
public static class IngestTelemetry
{
    public const string MeterName = "BatchVision.Ingest";

    internal static readonly ActivitySource Source = new(MeterName);

    private static readonly Meter Meter = new(MeterName);

    internal static readonly Counter<long> Objects = Meter.CreateCounter<long>(
        "batchvision.ingest.objects", "{object}", "Objects that were listed or came by event, by outcome: planned, skipped (known already) or ignored (no image by its name).");

    internal static readonly Counter<long> Events = Meter.CreateCounter<long>(
        "batchvision.ingest.events", "{event}", "Object events that a stream follows.");

    internal static readonly Counter<long> ChunksSent = Meter.CreateCounter<long>(
        "batchvision.ingest.chunks.sent", "{chunk}", "Chunks that the broker confirmed, by lane.");

    internal static readonly Counter<long> ChunksOverdue = Meter.CreateCounter<long>(
        "batchvision.ingest.chunks.overdue", "{chunk}", "Chunks that had no answer in time and are sent again.");

    internal static KeyValuePair<string, object?> LaneTag(Lane lane) => new("lane", lane.Name());

    internal static void Count(long planned, long skipped, long ignored)
    {
        Objects.Add(planned, new KeyValuePair<string, object?>("outcome", "planned"));
        Objects.Add(skipped, new KeyValuePair<string, object?>("outcome", "skipped"));
        Objects.Add(ignored, new KeyValuePair<string, object?>("outcome", "ignored"));
    }
}
