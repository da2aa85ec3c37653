namespace BatchVision.Objects.Manifests;

/// <summary>What one line of a manifest names.</summary>
/// <param name="Part">Which file of the manifest, from 0.</param>
/// <param name="Line">Which record of the file, from 1.</param>
/// <param name="Bucket">Bucket of the object.</param>
/// <param name="Key">Key of the object.</param>
/// <param name="ETag">Version without quotes; empty where the manifest has none.</param>
/// <param name="Bytes">Size; 0 where the manifest has none.</param>
/// <param name="Ignored">True where the object is counted, but is no image for certain.</param>
internal readonly record struct ManifestEntry(int Part, long Line, string Bucket, string Key, string ETag, long Bytes, bool Ignored = false);
