using System.Diagnostics.Metrics;
using BatchVision.Recognition;
using BatchVision.Worker;

namespace BatchVision.Cli.Run;

/// <summary>Listens to the instruments of this process: the same figures that a service exports, for the live display and the summary.</summary>
internal sealed class StageMeter : IDisposable
{
    private readonly MeterListener _listener = new();
    private readonly Dictionary<string, StageTotal> _stages = [];
    private readonly Lock _gate = new();
    private long _images;
    private long _failed;

    public StageMeter()
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name is RecognitionMetrics.MeterName or WorkerTelemetry.MeterName)
                listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<double>(OnDuration);
        _listener.SetMeasurementEventCallback<int>(OnBatch);
        _listener.SetMeasurementEventCallback<long>(OnImages);
        _listener.Start();
    }

    /// <summary>Images with an outcome since the process started.</summary>
    public long Images => Interlocked.Read(ref _images);

    /// <summary>Of these, those that were not recognised.</summary>
    public long Failed => Interlocked.Read(ref _failed);

    /// <summary>Each stage with its images and busy seconds so far, in the order images pass them.</summary>
    public IReadOnlyList<(string Stage, long Images, double Seconds)> Stages()
    {
        lock (_gate)
            return [.. _stages.OrderBy(pair => Order(pair.Key)).Select(pair => (pair.Key, pair.Value.Images, pair.Value.Seconds))];
    }

    public void Dispose() => _listener.Dispose();

    private void OnDuration(Instrument instrument, double seconds, ReadOnlySpan<KeyValuePair<string, object?>> tags, object? state)
    {
        var (stage, images) = instrument.Name switch
        {
            "batchvision.worker.fetch.duration" => ("fetch", 1),
            "batchvision.decode.duration" => ("decode", 1),
            "batchvision.inference.duration" => (ModelOf(tags), 0), // images come with the batch size
            _ => (null, 0),
        };
        if (stage is not null)
            Add(stage, images, seconds);
    }

    private void OnBatch(Instrument instrument, int size, ReadOnlySpan<KeyValuePair<string, object?>> tags, object? state)
    {
        if (instrument.Name == "batchvision.inference.batch.size")
            Add(ModelOf(tags), size, 0);
    }

    private void OnImages(Instrument instrument, long count, ReadOnlySpan<KeyValuePair<string, object?>> tags, object? state)
    {
        if (instrument.Name != "batchvision.worker.images")
            return;
        Interlocked.Add(ref _images, count);
        if (tags.Length > 0 && tags[0].Value is not nameof(Contracts.ImageStatus.Recognized))
            Interlocked.Add(ref _failed, count);
    }

    private void Add(string stage, int images, double seconds)
    {
        lock (_gate)
        {
            if (!_stages.TryGetValue(stage, out var total))
                _stages[stage] = total = new StageTotal();
            total.Images += images;
            total.Seconds += seconds;
        }
    }

    private static string ModelOf(ReadOnlySpan<KeyValuePair<string, object?>> tags) => $"infer {tags[0].Value}";

    private static int Order(string stage) => stage switch { "fetch" => 0, "decode" => 1, _ => 2 };

    private sealed class StageTotal
    {
        public long Images { get; set; }

        public double Seconds { get; set; }
    }
}
