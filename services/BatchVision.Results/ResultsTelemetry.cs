using System.Diagnostics;
using System.Diagnostics.Metrics;
using BatchVision.Contracts;
using BatchVision.Storage;

namespace BatchVision.Results;

/// <summary>Instruments and spans of the results service.</summary>
public static class ResultsTelemetry
{
    public const string MeterName = "BatchVision.Results";

    internal static readonly ActivitySource Source = new(MeterName);

    private static readonly Meter Meter = new(MeterName);

    private static readonly InstrumentAdvice<double> Writes = new()
    {
        HistogramBucketBoundaries = [0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 30],
    };

    // From a live image to a back-fill of days.
    private static readonly InstrumentAdvice<double> Ages = new()
    {
        HistogramBucketBoundaries = [0.5, 1, 2, 5, 10, 30, 60, 300, 900, 3600, 14_400, 86_400, 604_800],
    };

    private static readonly InstrumentAdvice<int> BatchSizes = new() { HistogramBucketBoundaries = [1, 2, 5, 10, 20, 50] };

    private static readonly Counter<long> Rows = Meter.CreateCounter<long>("batchvision.results.rows", "{row}", "Rows written, by table.");

    internal static readonly Histogram<double> Write = Meter.CreateHistogram(
        "batchvision.results.write.duration", "s", "One transaction: all rows of a batch of chunks.", null, Writes);

    internal static readonly Histogram<int> BatchSize = Meter.CreateHistogram(
        "batchvision.results.batch.size", "{chunk}", "Chunks in one transaction.", null, BatchSizes);

    private static readonly Histogram<double> ImageAge = Meter.CreateHistogram(
        "batchvision.pipeline.image.age", "s", "From listed, or from its event, to its row committed; one chunk, by lane.", null, Ages);

    internal static void Count(Written written, DateTimeOffset now)
    {
        Add("image", written.Images);
        Add("recognition", written.Recognitions);
        Add("prediction", written.Predictions);
        Add("verdict", written.Verdicts);
        foreach (var chunk in written.Chunks)
        {
            if (chunk.ListedAt is { } listed)
            {
                // The clock of a store may be ahead of ours.
                ImageAge.Record(Math.Max(0, (now - listed).TotalSeconds), new KeyValuePair<string, object?>("lane", chunk.Lane.Name()));
            }
        }

        static void Add(string table, int rows) => Rows.Add(rows, new KeyValuePair<string, object?>("table", table));
    }
}
