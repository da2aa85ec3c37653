namespace BatchVision.Contracts;

/// <summary>One object version as the listing saw it.</summary>
/// <param name="Key">Object key relative to the source, '/'-separated.</param>
/// <param name="ETag">Opaque version of the content; a fetch that meets another one ends as <see cref="ImageStatus.Changed"/>.</param>
/// <param name="Bytes">Size of the object in bytes when it was listed.</param>
public sealed record ImageRef(string Key, string ETag, long Bytes);
