using System.Collections.Immutable;
using System.Diagnostics;
using BatchVision.Objects;
using BatchVision.Storage;

namespace BatchVision.Ingest;

/// <summary>Lists a source page by page and records each page as chunks, until everything is listed or the limit is reached.</summary>
public sealed partial class JobPlanner(
    Ledger ledger, Listings listings, IngestOptions options, TimeProvider timeProvider, ILogger<JobPlanner> logger)
{
    /// <summary>Plans what the job still lacks, from its checkpoint on. Returns the job as it stands after the last page.</summary>
    public async Task<Job> PlanAsync(Job job, IObjectSource source, CancellationToken cancellationToken)
    {
        if (job.ListingDone)
        {
            return job;
        }

        using var progress = listings.Begin();
        await using var pages = source.ListAheadAsync(job.Checkpoint, options.PageSize, cancellationToken).GetAsyncEnumerator(cancellationToken);
        while (!job.ListingDone)
        {
            await WaitForRoomAsync(job, progress, cancellationToken);
            // The head of the trace that the chunks of this page go on with.
            using var span = IngestTelemetry.Source.StartActivity("list page");
            span?.SetTag("batchvision.job.id", job.JobId);
            try
            {
                if (!await pages.MoveNextAsync())
                {
                    break;
                }

                job = await RecordAsync(job, pages.Current, cancellationToken);
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                span?.SetStatus(ActivityStatusCode.Error, e.Message);
                throw;
            }
        }

        if (!job.ListingDone)
        {
            job = await ledger.RecordPageAsync(job, new PlannedPage(job.Source, [], 0, 0, 0, job.Checkpoint, true), cancellationToken);
        }

        LogPlanned(job.JobId, job.Listed);
        return job;
    }

    private async Task<Job> RecordAsync(Job job, ObjectPage page, CancellationToken cancellationToken)
    {
        foreach (var folder in page.UnreadableFolders)
        {
            LogUnreadable(job.JobId, folder);
        }

        // The limit counts listed images, known or not, so that the same request always means the same images.
        var room = (job.ImageLimit ?? long.MaxValue) - job.Listed;
        var images = page.Objects.Count <= room ? page.Objects : [.. page.Objects.Take((int)Math.Max(room, 0))];
        IReadOnlySet<SettledPair> known = job.Mode == JobMode.All
            ? ImmutableHashSet<SettledPair>.Empty
            : await ledger.KnownAsync(job, page.Root, images, cancellationToken);
        var (chunks, skipped) = PageCutter.Cut(images, job.Models, known, options.ChunkSize);
        var recorded = await ledger.RecordPageAsync(
            job, new PlannedPage(page.Root, chunks, images.Count, skipped, page.Ignored, page.Checkpoint, images.Count == room), cancellationToken);
        IngestTelemetry.Count(images.Count - skipped, skipped, page.Ignored);
        return recorded;
    }

    /// <summary>However long it takes, a listing that waits for the workers is not one that is stuck.</summary>
    private async Task WaitForRoomAsync(Job job, Listings.Listing progress, CancellationToken cancellationToken)
    {
        while ((await ledger.BacklogAsync(job, cancellationToken)).Pending >= options.MaxPendingChunks)
        {
            progress.Advance();
            await Task.Delay(options.PollInterval, timeProvider, cancellationToken);
        }

        progress.Advance();
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Job {JobId}: {Images} images listed.")]
    private partial void LogPlanned(Guid jobId, long images);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Job {JobId}: folder '{Folder}' may not be read; nothing in it is listed.")]
    private partial void LogUnreadable(Guid jobId, string folder);
}
