using BatchVision.Storage;
using Cronos;

namespace BatchVision.Ingest;

/// <summary>Makes the jobs of schedules whose time has come. Every replica tries; the ledger lets one of them.</summary>
public sealed partial class ScheduleRunner(Schedules schedules, TimeProvider timeProvider, ILogger<ScheduleRunner> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, timeProvider);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await FireDueAsync(stoppingToken);
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                LogFailed(e);
            }
        }
    }

    internal async Task FireDueAsync(CancellationToken cancellationToken)
    {
        foreach (var due in await schedules.DueAsync(cancellationToken))
        {
            // Counted from now: firings that were missed meanwhile are caught up by this one.
            var zone = TimeZoneInfo.FindSystemTimeZoneById(due.Request.TimeZone);
            var next = CronExpression.Parse(due.Request.Cron).GetNextOccurrence(timeProvider.GetUtcNow(), zone) ?? DateTimeOffset.MaxValue;
            if (await schedules.FireAsync(due, next.ToUniversalTime(), cancellationToken) is { } jobId)
            {
                LogFired(due.Request.Name, due.NextAt, jobId);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Schedule {Name} of {Slot:u} made job {JobId}.")]
    private partial void LogFired(string name, DateTimeOffset slot, Guid jobId);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Schedules could not be looked at.")]
    private partial void LogFailed(Exception exception);
}
