namespace BatchVision.Contracts;

/// <summary>Who answered a chunk.</summary>
/// <param name="Name">The machine or pod.</param>
/// <param name="ImageSeconds">Seconds that one image takes this worker while it is busy, measured lately; null until it is known.</param>
public sealed record WorkerFacts(string Name, float? ImageSeconds);
