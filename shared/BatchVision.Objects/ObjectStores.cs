using System.ComponentModel.DataAnnotations;
using Amazon.Runtime;
using BatchVision.Objects.Manifests;
using BatchVision.Objects.S3;

namespace BatchVision.Objects;

/// <summary>Opens sources and stores by their addresses. One a process: everything that is opened shares its connections.</summary>
public sealed class ObjectStores : IDisposable
{
    private const string Manifest = "manifest+";

    private readonly S3Connection _s3;
    private bool _disposed;

    /// <summary>Checks the options; nothing is connected before it is used.</summary>
    /// <param name="options">How S3 is reached.</param>
    /// <param name="timeProvider">Clock of the back-off; the system's by default.</param>
    /// <exception cref="ValidationException">An option is out of its range.</exception>
    public ObjectStores(S3Options options, TimeProvider? timeProvider = null)
        : this(options, timeProvider ?? TimeProvider.System, null)
    {
    }

    internal ObjectStores(S3Options options, TimeProvider timeProvider, AWSCredentials? credentials)
    {
        Validator.ValidateObject(options, new ValidationContext(options), validateAllProperties: true);
        _s3 = new S3Connection(options, timeProvider, credentials);
    }

    /// <summary>Opens what a job lists.</summary>
    /// <param name="source"><c>file:///folder</c>, <c>s3://bucket/prefix</c>, <c>manifest+s3://bucket/key</c> or <c>manifest+file:///file</c>.</param>
    /// <exception cref="SourceException">The address is malformed, or there is no such folder.</exception>
    public IObjectSource OpenSource(string source)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (source.StartsWith(Manifest, StringComparison.Ordinal))
        {
            return OpenManifest(source, source[Manifest.Length..]);
        }

        if (S3Address.TryParse(source, out var address))
        {
            return new S3Listing(_s3, address);
        }

        try
        {
            return new FolderObjects(LocalPath(source) ?? throw Malformed(source));
        }
        catch (DirectoryNotFoundException e)
        {
            throw new SourceException($"There is no folder '{source}'; check the path.", e);
        }
    }

    /// <summary>Opens the place where a job's images live.</summary>
    /// <param name="root">The <see cref="ObjectPage.Root"/> of a listing: <c>file:///folder/</c> or <c>s3://bucket/</c>.</param>
    /// <exception cref="SourceException">The address is malformed.</exception>
    /// <exception cref="IOException">There is no such folder now; it may be mounted later.</exception>
    public IObjectStore OpenStore(string root)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        return S3Address.TryParse(root, out var address) && address.Key.Length == 0
            ? new S3Objects(_s3, address.Bucket)
            : new FolderObjects(LocalPath(root) ?? throw Malformed(root));
    }

    /// <summary>
    /// Begins an object, or goes on with an upload of its key that was not completed; <see cref="UploadStream"/> says how. A key that has an
    /// object is given the new one at the end.
    /// </summary>
    /// <param name="address"><c>s3://bucket/key</c>.</param>
    /// <param name="contentType">What the object is, for browsers; null for the server's default.</param>
    /// <param name="restart">Whether earlier uploads of the key are given up, and their parts removed.</param>
    /// <param name="cancellationToken">Ends the requests.</param>
    /// <exception cref="SourceException">The address is malformed, or the store refuses.</exception>
    /// <exception cref="StoreUnavailableException">The store does not answer.</exception>
    public Task<UploadStream> UploadAsync(string address, string? contentType, bool restart, CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        return UploadStream.OpenAsync(_s3, ParseObject(address), contentType, restart, cancellationToken);
    }

    /// <summary>Whether there is an object at an address; false also where it may not be seen.</summary>
    /// <param name="address"><c>s3://bucket/key</c>.</param>
    /// <param name="cancellationToken">Ends the request.</param>
    /// <exception cref="SourceException">The address is malformed.</exception>
    /// <exception cref="IOException">The store could not be asked for a reason that may pass.</exception>
    public async Task<bool> ExistsAsync(string address, CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        var parsed = ParseObject(address);
        return await OpenBucket(parsed.Bucket).FindAsync(parsed.Key, cancellationToken) is not null;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (!_disposed)
        {
            _disposed = true;
            _s3.Dispose();
        }
    }

    private ManifestSource OpenManifest(string source, string file)
    {
        if (S3Address.TryParse(file, out var address))
        {
            return new ManifestSource(source, address.Key, new S3ManifestFiles(_s3, address.Bucket), OpenBucket);
        }

        var path = LocalPath(file) ?? throw Malformed(source);
        return Path.GetFileName(path).Equals("manifest.json", StringComparison.OrdinalIgnoreCase)
            ? throw new SourceException($"{source}: an inventory is read where S3 wrote it; give manifest+s3://bucket/…/manifest.json.")
            : new ManifestSource(source, path, new LocalManifestFiles(), OpenBucket);
    }

    private S3Objects OpenBucket(string bucket) => new(_s3, bucket);

    private static S3Address ParseObject(string address) =>
        S3Address.TryParse(address, out var parsed) && S3Address.IsReachable(parsed.Key) && !parsed.Key.EndsWith('/')
            ? parsed
            : throw new SourceException($"'{address}' is no address of an object; give s3://bucket/key, the key neither beginning nor ending with '/'.");

    private static string? LocalPath(string address) =>
        Uri.TryCreate(address, UriKind.Absolute, out var uri) && uri is { IsFile: true, Host: "" } && address.StartsWith("file:", StringComparison.Ordinal)
            ? uri.LocalPath
            : null;

    private static SourceException Malformed(string address) =>
        new($"'{address}' is no source; give file:///folder, s3://bucket/prefix, manifest+s3://bucket/key or manifest+file:///file.");
}
