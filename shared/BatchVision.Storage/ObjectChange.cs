namespace BatchVision.Storage;

/// <summary>What an event says happened to an object.</summary>
/// <param name="Key">Key under the root.</param>
/// <param name="ETag">The new version; null when the object was removed.</param>
/// <param name="Bytes">Size of the new version.</param>
/// <param name="Sequencer">Order among the events of this key: lower-case hex of one length for all, so that it sorts as text.</param>
/// <param name="At">When it happened, by the store's clock.</param>
public sealed record ObjectChange(string Key, string? ETag, long Bytes, string Sequencer, DateTimeOffset At);
