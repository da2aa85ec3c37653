using System.Diagnostics.Metrics;
using BatchVision.Recognition;
using BatchVision.Recognition.Models;

namespace BatchVision.Worker;

/// <summary>What this process is busy with, added up from the instruments that it exports.</summary>
public sealed class WorkerLoad : IDisposable
{
    private readonly Recognizer _recognizer;
    private readonly TimeProvider _time;
    private readonly HashSet<string> _onGpu;
    private readonly MeterListener _listener = new();
    private readonly Lock _gate = new();
    private Totals _now = new();
    private long _since;
    private int _activeImages;
    private float? _imageSeconds;

    public WorkerLoad(Recognizer recognizer, TimeProvider time)
    {
        (_recognizer, _time, _since) = (recognizer, time, time.GetTimestamp());
        _onGpu = [.. recognizer.Models.Where(model => model.Provider != ExecutionProvider.Cpu).Select(model => model.Identity.Name)];
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Name is "batchvision.decode.duration" or "batchvision.inference.duration" or "batchvision.worker.fetch.duration"
                or "batchvision.worker.images")
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<double>(OnDuration);
        _listener.SetMeasurementEventCallback<long>(OnImages);
        _listener.Start();
    }

    /// <summary>Images of the chunks in hand that have no outcome yet.</summary>
    public int ActiveImages => Volatile.Read(ref _activeImages);

    /// <summary>Time that one image takes while the worker is busy, as of the last sample that had images; null before that.</summary>
    public float? ImageSeconds
    {
        get
        {
            lock (_gate)
            {
                return _imageSeconds;
            }
        }
    }

    /// <summary>Counts an image as active until it is disposed.</summary>
    public ActiveImage Begin() => new(this);

    /// <summary>How busy it was since the last sample.</summary>
    internal LoadSample Sample()
    {
        lock (_gate)
        {
            var now = _time.GetTimestamp();
            var window = _time.GetElapsedTime(_since, now);
            var (totals, seconds) = (_now, Math.Max(window.TotalSeconds, 0.001));
            (_now, _since) = (new Totals(), now);
            var sample = new LoadSample(
                totals.Images,
                totals.Decode / (seconds * _recognizer.CpuThreads),
                totals.CpuInference / (seconds * _recognizer.CpuThreads),
                _onGpu.Count > 0 ? totals.GpuInference.Values.DefaultIfEmpty().Max() / seconds : null,
                totals.Fetch / (seconds * _recognizer.MaxImagesInFlight),
                window);
            _imageSeconds = (float?)sample.ImageSeconds ?? _imageSeconds;
            return sample;
        }
    }

    public void Dispose() => _listener.Dispose();

    private void OnDuration(Instrument instrument, double seconds, ReadOnlySpan<KeyValuePair<string, object?>> tags, object? state)
    {
        lock (_gate)
        {
            switch (instrument.Name)
            {
                case "batchvision.decode.duration":
                    _now.Decode += seconds;
                    break;
                case "batchvision.worker.fetch.duration":
                    _now.Fetch += seconds;
                    break;
                default:
                    var model = (string)tags[0].Value!;
                    if (_onGpu.Contains(model))
                    {
                        _now.GpuInference[model] = _now.GpuInference.GetValueOrDefault(model) + seconds;
                    }
                    else
                    {
                        _now.CpuInference += seconds;
                    }

                    break;
            }
        }
    }

    private void OnImages(Instrument instrument, long count, ReadOnlySpan<KeyValuePair<string, object?>> tags, object? state)
    {
        lock (_gate)
        {
            _now.Images += count;
        }
    }

    private sealed class Totals
    {
        public long Images { get; set; }

        public double Decode { get; set; }

        public double CpuInference { get; set; }

        public double Fetch { get; set; }

        public Dictionary<string, double> GpuInference { get; } = [];
    }

    /// <summary>An image in hand, no longer so when disposed.</summary>
    public readonly struct ActiveImage : IDisposable
    {
        private readonly WorkerLoad _load;

        internal ActiveImage(WorkerLoad load)
        {
            _load = load;
            Interlocked.Increment(ref _load._activeImages);
            WorkerTelemetry.ActiveImages.Add(1);
        }

        public void Dispose()
        {
            Interlocked.Decrement(ref _load._activeImages);
            WorkerTelemetry.ActiveImages.Add(-1);
        }
    }
}
