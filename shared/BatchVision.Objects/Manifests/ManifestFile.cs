namespace BatchVision.Objects.Manifests;

/// <summary>An open file of a manifest.</summary>
/// <param name="Name">Its address, for messages.</param>
/// <param name="ETag">Its version.</param>
/// <param name="Length">Its size in bytes, as it is stored.</param>
/// <param name="Content">Its bytes, as they are stored, to be read once.</param>
internal sealed record ManifestFile(string Name, string ETag, long Length, Stream Content) : IAsyncDisposable
{
    public ValueTask DisposeAsync() => Content.DisposeAsync();

    /// <summary>The one form of all complaints about what a manifest says.</summary>
    public SourceException Malformed(long line, string complaint, Exception? inner = null) =>
        new($"{Name}, line {line}: {complaint}.", inner);
}
