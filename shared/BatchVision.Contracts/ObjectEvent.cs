namespace BatchVision.Contracts;

/// <summary>What a store says happened to one object.</summary>
/// <param name="Bucket">Name of the bucket.</param>
/// <param name="Key">Full key, decoded.</param>
/// <param name="ETag">The new version, without quotes; null for a removal or when the store does not say.</param>
/// <param name="VersionId">Id of the version in a versioned bucket.</param>
/// <param name="Bytes">Size of the new version, when the store says it.</param>
/// <param name="Removed">True when the object is gone.</param>
/// <param name="Sequencer">Hexadecimal order among the events of this key; null when the store does not say.</param>
/// <param name="At">When it happened, by the store's clock.</param>
public sealed record ObjectEvent(
    string Bucket,
    string Key,
    string? ETag,
    string? VersionId,
    long? Bytes,
    bool Removed,
    string? Sequencer,
    DateTimeOffset At);
