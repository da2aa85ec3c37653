using BatchVision.Contracts;

namespace BatchVision.Storage;

/// <summary>What waits on a lane, and who works on it.</summary>
/// <param name="Lane">The lane.</param>
/// <param name="Images">Images without an answer, of jobs that go on.</param>
/// <param name="Oldest">How long the oldest of them has waited, since it was listed or its event happened.</param>
/// <param name="Workers">Workers that answered a chunk of the lane lately.</param>
/// <param name="ImageSeconds">Seconds that one image takes one of them, on average; null when nobody has measured it lately.</param>
public sealed record LaneLoad(Lane Lane, long Images, TimeSpan Oldest, int Workers, double? ImageSeconds);
