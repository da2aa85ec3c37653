namespace BatchVision.Storage;

/// <summary>A row of the view <c>bi_job_progress</c>: live while the job runs.</summary>
/// <param name="JobId">Id of the job.</param>
/// <param name="Source">Where the images come from.</param>
/// <param name="Status">planning, running, done or cancelled.</param>
/// <param name="Listed">Images found so far.</param>
/// <param name="Skipped">Images whose every answer was already known.</param>
/// <param name="Recognized">Images that every model answered.</param>
/// <param name="Failed">Images with another outcome.</param>
/// <param name="Pending">Images that have no outcome yet.</param>
/// <param name="Ignored">Objects that are no images by their name.</param>
/// <param name="ListingDone">True when <paramref name="Listed"/> is final.</param>
/// <param name="StartedAt">When the job was created.</param>
/// <param name="FinishedAt">When it closed; null until then.</param>
public sealed record JobProgress(
    Guid JobId,
    string Source,
    string Status,
    long Listed,
    long Skipped,
    long Recognized,
    long Failed,
    long Pending,
    long Ignored,
    bool ListingDone,
    DateTimeOffset StartedAt,
    DateTimeOffset? FinishedAt);
