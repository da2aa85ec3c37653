using System.Globalization;

namespace BatchVision.Objects.Manifests;

/// <summary>Manifest files on disk; keys are paths.</summary>
internal sealed class LocalManifestFiles : IManifestFiles
{
    public Task<ManifestFile> OpenAsync(string key, CancellationToken cancellationToken)
    {
        try
        {
            var content = new FileStream(key, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16, FileOptions.Asynchronous | FileOptions.SequentialScan);
            var version = string.Create(
                CultureInfo.InvariantCulture, $"{content.Length:x}-{File.GetLastWriteTimeUtc(content.SafeFileHandle).Ticks:x}");
            return Task.FromResult(new ManifestFile(key, version, content.Length, content));
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new SourceException($"There is no file '{key}'; check the path.", e);
        }
        catch (UnauthorizedAccessException e)
        {
            throw new SourceException($"'{key}' is a folder, or may not be read.", e);
        }
    }
}
