namespace BatchVision.Objects.Manifests;

/// <summary>Where a manifest's files are: a bucket or the local disk.</summary>
internal interface IManifestFiles
{
    /// <exception cref="SourceException">There is no such file, or it may not be read.</exception>
    /// <exception cref="IOException">It could not be read for a reason that may pass.</exception>
    Task<ManifestFile> OpenAsync(string key, CancellationToken cancellationToken);
}
