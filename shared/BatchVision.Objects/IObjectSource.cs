namespace BatchVision.Objects;

/// <summary>Something that lists images: a folder, a bucket from a prefix on, a manifest.</summary>
public interface IObjectSource
{
    /// <summary>The canonical address, by which the same source is found again.</summary>
    string Source { get; }

    /// <summary>
    /// Lists the objects in pages that depend only on <paramref name="startAfter"/>, <paramref name="pageSize"/> and the content of the
    /// source. Nothing in a source means no pages.
    /// </summary>
    /// <param name="startAfter">The <see cref="ObjectPage.Checkpoint"/> of an earlier page, or null to start.</param>
    /// <param name="pageSize">Objects a page, at least 1; the last page may have fewer.</param>
    /// <param name="cancellationToken">Ends the listing.</param>
    /// <exception cref="SourceException">The source cannot be listed, and trying again will not help.</exception>
    /// <exception cref="IOException">The source could not be read for a reason that may pass.</exception>
    IAsyncEnumerable<ObjectPage> ListAsync(string? startAfter, int pageSize, CancellationToken cancellationToken);
}
