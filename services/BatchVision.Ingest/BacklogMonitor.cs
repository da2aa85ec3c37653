using System.Diagnostics.Metrics;
using BatchVision.Contracts;
using BatchVision.Storage;

namespace BatchVision.Ingest;

/// <summary>
/// Exports what waits, by lane, for alerts and for whatever scales the workers. Every replica tells the same, read from the ledger: take the largest,
/// not the sum.
/// </summary>
public sealed partial class BacklogMonitor(Workload workload, Listings listings, TimeProvider time, ILogger<BacklogMonitor> logger) : BackgroundService
{
    /// <summary>
    /// 50 ms an image: what stands for the time that an image takes until a worker has measured it. A small classifier on one core takes ten, a detector hundreds.
    /// </summary>
    internal const double UnmeasuredImageSeconds = 0.05;

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    private readonly Dictionary<Lane, double> _imageSeconds = [];
    private volatile IReadOnlyList<LaneLoad> _lanes = [];

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var meter = new Meter(IngestTelemetry.MeterName);
        Gauge("batchvision.backlog.images", "{image}", "Images that wait for an answer, of jobs that go on.", lane => lane.Images);
        Gauge("batchvision.backlog.age", "s", "How long the oldest of them has waited, since it was listed or its event happened.", lane => lane.Oldest.TotalSeconds);
        Gauge("batchvision.backlog.seconds", "s", "Time until the backlog is done: waiting images, times the seconds an image takes, over the workers that are ready.", Seconds);
        Gauge("batchvision.workers.ready", "{worker}", "Workers that answered a chunk of the lane lately.", lane => lane.Workers);
        meter.CreateObservableGauge(
            "batchvision.ingest.listing.age", () => listings.LongestWait.TotalSeconds, "s", "Longest time that a listing has been without a page; 0 when none is under way.");
        using var timer = new PeriodicTimer(Interval, time);
        do
        {
            try
            {
                await LookAsync(stoppingToken);
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                // What was true ten seconds ago is better than nothing for a minute, and worse for an hour: no number then tells more than an old one.
                _lanes = [];
                LogFailed(e.Message);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));

        void Gauge(string name, string unit, string description, Func<LaneLoad, double> value) => meter.CreateObservableGauge(
            name, () => _lanes.Select(lane => new Measurement<double>(value(lane), IngestTelemetry.LaneTag(lane.Lane))), unit, description);
    }

    internal async Task LookAsync(CancellationToken cancellationToken)
    {
        var lanes = await workload.ReadAsync(cancellationToken);
        lock (_imageSeconds)
        {
            foreach (var lane in lanes)
            {
                // The last that was measured: with all workers away, an image still takes what it took.
                if (lane.ImageSeconds is { } seconds)
                {
                    _imageSeconds[lane.Lane] = seconds;
                }
            }
        }

        _lanes = lanes;
    }

    internal double Seconds(LaneLoad lane)
    {
        lock (_imageSeconds)
        {
            return lane.Images * _imageSeconds.GetValueOrDefault(lane.Lane, UnmeasuredImageSeconds) / Math.Max(1, lane.Workers);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The backlog could not be read: {Reason}")]
    private partial void LogFailed(string reason);
}
