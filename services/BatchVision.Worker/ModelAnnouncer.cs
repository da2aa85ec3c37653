using BatchVision.Contracts;
using BatchVision.Recognition;
using BatchVision.ServiceDefaults;
using MassTransit;

namespace BatchVision.Worker;

/// <summary>
/// Tells what this worker has loaded, so that jobs can ask for it: at the start, and again now and then, since a database that is restored or
/// made anew knows nothing of workers that run.
/// </summary>
internal sealed partial class ModelAnnouncer(IBus bus, Recognizer recognizer, TimeProvider time, ILogger<ModelAnnouncer> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan Retry = TimeSpan.FromSeconds(5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // The time of the start, also when it is told later: the newest worker decides what a name means.
        var offer = new ModelsOffered([.. recognizer.Models.Select(model => new OfferedModel(model.Identity, model.Labels))], time.GetUtcNow());
        while (true)
        {
            var pause = Interval;
            try
            {
                await ConfirmLimit.ApplyAsync(token => bus.Publish(offer, token), time, stoppingToken);
                LogOffered(offer.Models.Count);
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                // Results has not declared its queue yet, or the broker is away.
                LogNotOffered(e);
                pause = Retry;
            }

            await Task.Delay(pause, time, stoppingToken);
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "{Models} models offered.")]
    private partial void LogOffered(int models);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The models could not be offered; trying again.")]
    private partial void LogNotOffered(Exception exception);
}
