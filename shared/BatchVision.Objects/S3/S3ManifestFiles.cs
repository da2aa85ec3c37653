using BatchVision.Objects.Manifests;

namespace BatchVision.Objects.S3;

/// <summary>Manifest files in a bucket.</summary>
internal sealed class S3ManifestFiles(S3Connection connection, string bucket) : IManifestFiles
{
    /// <summary>A request costs some 50 ms, a block of this size holds some 50,000 lines.</summary>
    private const int BlockSize = 4 << 20;

    public async Task<ManifestFile> OpenAsync(string key, CancellationToken cancellationToken)
    {
        var address = new S3Address(bucket, key);
        if (!S3Address.IsReachable(key))
        {
            throw new SourceException($"{address} cannot be asked for: a key may not be empty or begin with '/'.");
        }

        var content = await BlockStream.OpenAsync(connection, address, BlockSize, cancellationToken);
        return new ManifestFile(address.ToString(), S3Objects.Unquote(content.ETag), content.Length, content);
    }
}
