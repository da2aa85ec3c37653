using BatchVision.Contracts;

namespace BatchVision.Storage;

/// <summary>A job as its planner sees it.</summary>
/// <param name="JobId">Id of the job.</param>
/// <param name="Source">What is listed.</param>
/// <param name="Models">Fingerprints of the models to run, in ordinal order.</param>
/// <param name="Lane">Live or backfill.</param>
/// <param name="Mode">Which images of the source are taken.</param>
/// <param name="Stream">True when images come from events until the day is over, instead of a listing.</param>
/// <param name="ImageLimit">Stop listing after this many images; null lists all of them.</param>
/// <param name="ImagesPerSecond">Most images sent a second; null for no limit.</param>
/// <param name="Resumed">True when the job existed, unfinished, before it was asked for.</param>
/// <param name="Checkpoint">The last listed key; listing goes on after it. Null at the start.</param>
/// <param name="ListingDone">True when every image is listed.</param>
/// <param name="Listed">Images listed so far.</param>
/// <param name="CreatedAt">When the job was made.</param>
public sealed record Job(
    Guid JobId,
    string Source,
    IReadOnlyList<string> Models,
    Lane Lane,
    JobMode Mode,
    bool Stream,
    long? ImageLimit,
    double? ImagesPerSecond,
    bool Resumed,
    string? Checkpoint,
    bool ListingDone,
    long Listed,
    DateTimeOffset CreatedAt);
