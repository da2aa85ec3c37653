using BatchVision.Contracts;

namespace BatchVision.Storage;

/// <summary>A chunk to be; its place in the page gives its ordinal.</summary>
/// <param name="Models">Fingerprints of the models to run on every image.</param>
/// <param name="Images">The images.</param>
public sealed record PlannedChunk(IReadOnlyList<string> Models, IReadOnlyList<ImageRef> Images);
