namespace BatchVision.Storage;

/// <summary>What one listing page adds to the ledger.</summary>
/// <param name="Root">Where the bytes are: what the keys are relative to.</param>
/// <param name="Chunks">New chunks, in order.</param>
/// <param name="Listed">Images on the page: those in the chunks and those skipped.</param>
/// <param name="Skipped">Images whose every answer is already known.</param>
/// <param name="Ignored">Objects that are no images by their name; outside the books.</param>
/// <param name="Checkpoint">The last key of the page.</param>
/// <param name="ListingDone">True when there is no further page.</param>
public sealed record PlannedPage(
    string Root,
    IReadOnlyList<PlannedChunk> Chunks,
    long Listed,
    long Skipped,
    long Ignored,
    string? Checkpoint,
    bool ListingDone);
