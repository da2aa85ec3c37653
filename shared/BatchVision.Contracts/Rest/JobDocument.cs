using System.ComponentModel.DataAnnotations;

namespace BatchVision.Contracts.Rest;

/// <summary>A job; its counts are live while it runs: listed = recognized + failed + skipped + pending.</summary>
/// <param name="Id">Id of the job; ids sort by age.</param>
/// <param name="Source">What is listed.</param>
/// <param name="Models">The models that run, as name@version.</param>
/// <param name="Lane">live or backfill.</param>
/// <param name="Mode">missing or all.</param>
/// <param name="Status">planning (its source is being listed), running, done, cancelled or failed.</param>
/// <param name="Paused">True when it was told to wait.</param>
/// <param name="Stream">True when its images come from bucket events, all day long, instead of a listing.</param>
/// <param name="Error">Why it failed or waits, in one line; null when nothing is wrong.</param>
/// <param name="RequestedBy">Who asked for it: the name of an API key or of a schedule.</param>
/// <param name="ImageLimit">Listing stops after this many images; null for no limit.</param>
/// <param name="ImagesPerSecond">Most images sent a second; null for no limit.</param>
/// <param name="Listed">Images found so far.</param>
/// <param name="ListingDone">True when listed is final.</param>
/// <param name="Skipped">Images whose every answer was known already.</param>
/// <param name="Recognized">Images that every model answered.</param>
/// <param name="Failed">Images with another outcome; the view bi_failures has their reasons.</param>
/// <param name="Pending">Images that have no outcome yet.</param>
/// <param name="Ignored">Objects that are no images by their name.</param>
/// <param name="CreatedAt">When it was asked for.</param>
/// <param name="FinishedAt">When it ended; null until then.</param>
public sealed record JobDocument(
    Guid Id,
    string Source,
    IReadOnlyList<string> Models,
    [property: AllowedValues("live", "backfill")] string Lane,
    [property: AllowedValues("missing", "all")] string Mode,
    [property: AllowedValues("planning", "running", "done", "cancelled", "failed")] string Status,
    bool Paused,
    bool Stream,
    string? Error,
    string? RequestedBy,
    long? ImageLimit,
    double? ImagesPerSecond,
    long Listed,
    bool ListingDone,
    long Skipped,
    long Recognized,
    long Failed,
    long Pending,
    long Ignored,
    DateTimeOffset CreatedAt,
    DateTimeOffset? FinishedAt);
