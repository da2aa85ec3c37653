using BatchVision.Objects;
using BatchVision.Storage;
using Microsoft.Extensions.Logging;

namespace BatchVision.Ingest;

/// <summary>Runs a job to its end: plans and sends side by side, and closes the books when the last answer is in.</summary>
public sealed partial class JobRunner(
    Ledger ledger, JobPlanner planner, ChunkSender sender, IngestOptions options, TimeProvider timeProvider, ILogger<JobRunner> logger)
{
    /// <summary>Returns when the job is closed. Cancelled or failed, it can be resumed: its progress is in the ledger.</summary>
    public async Task<JobProgress> RunAsync(Job job, IObjectSource source, CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var planning = planner.PlanAsync(job, source, stop.Token);
        try
        {
            await SendUntilClosedAsync(job, planning, stop.Token);
        }
        finally
        {
            // Sending failed: planning must not go on alone.
            await stop.CancelAsync();
            await ((Task)planning).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        var progress = (await ledger.ProgressAsync(job.JobId, cancellationToken))!;
        LogClosed(job.JobId, progress.Listed, progress.Recognized, progress.Failed, progress.Skipped);
        return progress;
    }

    private async Task SendUntilClosedAsync(Job job, Task planning, CancellationToken cancellationToken)
    {
        var swept = timeProvider.GetTimestamp();
        while (true)
        {
            // Read before the backlog: planning that ends in between leaves chunks that this round would not see.
            var planned = planning.IsCompleted;
            if (planned)
            {
                await planning;
            }

            var backlog = await sender.SendAsync(job, cancellationToken);
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

    [LoggerMessage(
        Level = LogLevel.Information,
        Message = "Job {JobId} closed: {Listed} listed, {Recognized} recognized, {Failed} failed, {Skipped} skipped.")]
    private partial void LogClosed(Guid jobId, long listed, long recognized, long failed, long skipped);
}
