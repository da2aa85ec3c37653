using BatchVision.Contracts;

namespace BatchVision.Storage;

/// <summary>A row of the view <c>job_progress</c>: live while the job runs.</summary>
/// <param name="JobId">Id of the job.</param>
/// <param name="Source">What is listed.</param>
/// <param name="Status">planning, running, done, cancelled or failed.</param>
/// <param name="Listed">Images found so far.</param>
/// <param name="Skipped">Images whose every answer was already known.</param>
/// <param name="Recognized">Images that every model answered.</param>
/// <param name="Failed">Images with another outcome.</param>
/// <param name="Pending">Images that have no outcome yet.</param>
/// <param name="Ignored">Objects that are no images by their name.</param>
/// <param name="ListingDone">True when <paramref name="Listed"/> is final.</param>
/// <param name="StartedAt">When the job was created.</param>
/// <param name="FinishedAt">When it closed; null until then.</param>
/// <param name="Lane">Live or backfill.</param>
/// <param name="Mode">Which images of the source are taken.</param>
/// <param name="Paused">True when it was told to wait.</param>
/// <param name="Error">Why it failed or waits; null when nothing is wrong.</param>
/// <param name="ImagesPerSecond">Most images sent a second; null for no limit.</param>
/// <param name="RequestedBy">Who asked for it.</param>
/// <param name="Stream">True when its images come from events.</param>
/// <param name="ImageLimit">Listing stops after this many images; null for no limit.</param>
/// <param name="Models">The models that run, each "name@version", by name.</param>
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
    DateTimeOffset? FinishedAt,
    Lane Lane,
    JobMode Mode,
    bool Paused,
    string? Error,
    double? ImagesPerSecond,
    string? RequestedBy,
    bool Stream,
    long? ImageLimit,
    IReadOnlyList<string> Models);
