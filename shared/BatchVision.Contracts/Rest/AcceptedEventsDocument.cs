namespace BatchVision.Contracts.Rest;

/// <summary>What became of a bucket notification.</summary>
/// <param name="Events">Changes of objects that were queued; 0 for a test event and for what changes no object.</param>
public sealed record AcceptedEventsDocument(int Events);
