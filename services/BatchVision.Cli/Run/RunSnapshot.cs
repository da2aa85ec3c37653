namespace BatchVision.Cli.Run;

/// <summary>Where a job stands.</summary>
/// <param name="Listed">Images found so far.</param>
/// <param name="ListingDone">False while more may be found.</param>
/// <param name="Skipped">Known already for all models.</param>
/// <param name="Done">With an outcome, recognised or failed.</param>
/// <param name="Failed">Of these, failed.</param>
internal sealed record RunSnapshot(long Listed, bool ListingDone, long Skipped, long Done, long Failed);
