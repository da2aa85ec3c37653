using System.Diagnostics.Metrics;

namespace BatchVision.Worker;

/// <summary>Says in the log what bounds this worker, and in a gauge what an image costs it.</summary>
internal sealed partial class LoadReporter(WorkerLoad load, TimeProvider time, ILogger<LoadReporter> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var meter = new Meter(WorkerTelemetry.MeterName);
        meter.CreateObservableGauge(
            "batchvision.worker.image.cost",
            () => load.ImageSeconds is { } seconds ? [new Measurement<double>(seconds)] : Array.Empty<Measurement<double>>(),
            "s", "Time that one image takes this worker while it is busy: that of the resource which bounds it.");
        using var timer = new PeriodicTimer(Interval, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            var sample = load.Sample();
            if (sample.Images > 0)
            {
                LogLoad(sample, sample.Images / sample.Window.TotalSeconds, sample.ImageSeconds * 1000);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Bottleneck: {Bottleneck}; {Rate:F1} images/s, {Milliseconds:F1} ms an image when busy.")]
    private partial void LogLoad(LoadSample bottleneck, double rate, double? milliseconds);
}
