using BatchVision.Contracts;

namespace BatchVision.Storage;

/// <summary>A chunk whose rows were just written.</summary>
/// <param name="Lane">The lane it came by.</param>
/// <param name="Images">Images in it.</param>
/// <param name="ListedAt">When they were listed, or the oldest event among them happened; null for chunks of earlier versions.</param>
public sealed record ClosedChunk(Lane Lane, int Images, DateTimeOffset? ListedAt);
