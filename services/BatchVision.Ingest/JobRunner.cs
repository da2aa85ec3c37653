using BatchVision.Objects;
using BatchVision.Storage;

namespace BatchVision.Ingest;

/// <summary>Runs a job to its end: plans and sends side by side, and closes the books when the last answer is in.</summary>
public sealed partial class JobRunner(
    Ledger ledger, JobPlanner planner, ChunkSender sender, IngestOptions options, TimeProvider timeProvider, ILogger<JobRunner> logger)
{
    /// <summary>Runs a job that lists a source. Returns when it is closed; cancelled or failed, it can be resumed: its progress is in the ledger.</summary>
    public Task<JobProgress> RunAsync(Job job, IObjectSource source, CancellationToken cancellationToken) =>
        RunAsync(job, token => planner.PlanAsync(job, source, token), cancellationToken);

    /// <summary>Runs a job whose images come from events, until its day is over and all are answered.</summary>
    public Task<JobProgress> RunStreamAsync(Job job, CancellationToken cancellationToken) =>
        RunAsync(job, token => WaitForEndOfDayAsync(job, token), cancellationToken);

    private async Task<JobProgress> RunAsync(Job job, Func<CancellationToken, Task> plan, CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var planning = plan(stop.Token);
        try
        {
            await SendUntilClosedAsync(job, planning, stop.Token);
        }
        finally
        {
            // Sending failed: planning must not go on alone.
            await stop.CancelAsync();
            await planning.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        var progress = (await ledger.ProgressAsync(job.JobId, cancellationToken))!;
        LogClosed(job.JobId, progress.Listed, progress.Recognized, progress.Failed, progress.Skipped);
        return progress;
    }

    private async Task SendUntilClosedAsync(Job job, Task planning, CancellationToken cancellationToken)
    {
        var swept = timeProvider.GetTimestamp();
        var rate = new SendRate(job.ImagesPerSecond, timeProvider);
        while (true)
        {
            // Read before the backlog: planning that ends in between leaves chunks that this round would not see.
            var planned = planning.IsCompleted;
            if (planned)
            {
                await planning;
            }

            var (backlog, sent) = await sender.SendAsync(job, rate.Available(), cancellationToken);
            rate.Take(sent);
            if (planned && backlog == default && await ledger.TryCloseJobAsync(job, cancellationToken))
            {
                return;
            }

            if (timeProvider.GetElapsedTime(swept) > options.Overdue / 10)
            {
                await sender.RequeueOverdueAsync(job, cancellationToken);
                swept = timeProvider.GetTimestamp();
            }

            await Task.Delay(options.PollInterval, timeProvider, cancellationToken);
        }
    }

    private async Task WaitForEndOfDayAsync(Job job, CancellationToken cancellationToken)
    {
        var end = new DateTimeOffset(job.CreatedAt.UtcDateTime.Date.AddDays(1), TimeSpan.Zero);
        var left = end - timeProvider.GetUtcNow();
        if (left > TimeSpan.Zero)
        {
            await Task.Delay(left, timeProvider, cancellationToken);
        }

        await ledger.EndStreamAsync(job, cancellationToken);
    }

    [LoggerMessage(
        Level = LogLevel.Information,
        Message = "Job {JobId} closed: {Listed} listed, {Recognized} recognized, {Failed} failed, {Skipped} skipped.")]
    private partial void LogClosed(Guid jobId, long listed, long recognized, long failed, long skipped);
}
