using BatchVision.Contracts;

namespace BatchVision.Objects;

/// <summary>Where bytes live: a folder or a bucket.</summary>
public interface IObjectStore
{
    /// <summary>The canonical address: <c>file:///folder/</c> or <c>s3://bucket/</c>. Keys are relative to it.</summary>
    string Root { get; }

    /// <summary>Reads one object, checked against the version that was listed.</summary>
    /// <param name="image">The object as it was listed; with an empty ETag any version will do.</param>
    /// <param name="maxBytes">Objects above this are <see cref="ImageStatus.TooLarge"/>, before any memory is taken.</param>
    /// <param name="cancellationToken">Ends the read.</param>
    /// <returns>
    /// The bytes, or <see cref="ImageStatus.NotFound"/>, <see cref="ImageStatus.Changed"/>, <see cref="ImageStatus.TooLarge"/>
    /// or <see cref="ImageStatus.AccessDenied"/> with the reason.
    /// </returns>
    /// <exception cref="IOException">The read failed for a reason that may pass.</exception>
    ValueTask<Fetched> FetchAsync(ImageRef image, long maxBytes, CancellationToken cancellationToken);

    /// <summary>The present version of an object; null when there is none, or it may not be seen.</summary>
    /// <param name="key">Key relative to the root.</param>
    /// <param name="cancellationToken">Ends the request.</param>
    /// <exception cref="IOException">The store could not be asked for a reason that may pass.</exception>
    ValueTask<ImageRef?> FindAsync(string key, CancellationToken cancellationToken);
}
