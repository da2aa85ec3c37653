namespace BatchVision.Benchmarks;

/// <summary>Photographs of one size.</summary>
/// <param name="Name">S, M or L.</param>
/// <param name="Size">What they are, for people.</param>
/// <param name="Files">JPEG files in ordinal order.</param>
internal sealed record ImageSet(string Name, string Size, IReadOnlyList<string> Files);
