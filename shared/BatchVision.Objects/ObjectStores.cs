using System.ComponentModel.DataAnnotations;

namespace BatchVision.Objects;

/// <summary>Opens sources and stores by their addresses. One a process: everything that is opened shares its connections.</summary>
public sealed class ObjectStores : IDisposable
{
    private bool _disposed;

    /// <summary>Checks the options; nothing is connected before it is used.</summary>
    /// <param name="options">How S3 is reached.</param>
    /// <exception cref="ValidationException">An option is out of its range.</exception>
    public ObjectStores(S3Options options) => Validator.ValidateObject(options, new ValidationContext(options), validateAllProperties: true);

    /// <summary>Opens what a job lists.</summary>
    /// <param name="source"><c>file:///folder</c>, <c>s3://bucket/prefix</c>, <c>manifest+s3://bucket/key</c> or <c>manifest+file:///file</c>.</param>
    /// <exception cref="SourceException">The address is malformed, or there is no such folder.</exception>
    public IObjectSource OpenSource(string source)
    {
        try
        {
            return OpenFolder(source);
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
    public IObjectStore OpenStore(string root) => OpenFolder(root);

    /// <inheritdoc/>
    public void Dispose() => _disposed = true;

    private FolderObjects OpenFolder(string address)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        return Uri.TryCreate(address, UriKind.Absolute, out var uri) && uri is { IsFile: true, Host: "" }
            ? new FolderObjects(uri.LocalPath)
            : throw new SourceException($"'{address}' is no source; give file:///folder, s3://bucket/prefix or manifest+s3://bucket/key.");
    }
}
