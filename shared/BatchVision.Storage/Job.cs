namespace BatchVision.Storage;

/// <summary>A job as its planner sees it.</summary>
/// <param name="JobId">Id of the job.</param>
/// <param name="SourceId">Row of the source.</param>
/// <param name="Source">Where the images come from.</param>
/// <param name="Models">Fingerprints of the models to run, in ordinal order.</param>
/// <param name="ImageLimit">Stop listing after this many images; null lists all of them.</param>
/// <param name="Resumed">True when the job existed, unfinished, before it was asked for.</param>
/// <param name="Checkpoint">The last listed key; listing goes on after it. Null at the start.</param>
/// <param name="ListingDone">True when every image is listed.</param>
/// <param name="Listed">Images listed so far.</param>
/// <param name="NextOrdinal">Ordinal of the next chunk.</param>
public sealed record Job(
    Guid JobId,
    int SourceId,
    string Source,
    IReadOnlyList<string> Models,
    long? ImageLimit,
    bool Resumed,
    string? Checkpoint,
    bool ListingDone,
    long Listed,
    int NextOrdinal);
