using System.Text.Json;

namespace BatchVision.Objects.Manifests;

/// <summary>
/// The <c>manifest.json</c> of an S3 Inventory: which columns its parts have, and which files those are.
/// Format: docs.aws.amazon.com/AmazonS3/latest/userguide/storage-inventory-location.html
/// </summary>
internal sealed record InventoryManifest(string SourceBucket, IReadOnlyList<string> Columns, IReadOnlyList<(string Key, string Md5)> Parts)
{
    /// <summary>Some 100,000 parts, of up to millions of objects each.</summary>
    private const int MaxBytes = 32 << 20;

    public static async Task<InventoryManifest> ReadAsync(ManifestFile file, CancellationToken cancellationToken)
    {
        if (file.Length > MaxBytes)
        {
            throw new SourceException($"{file.Name} has {file.Length:N0} bytes; the manifest.json of an inventory has at most {MaxBytes:N0}.");
        }

        try
        {
            using var json = await JsonDocument.ParseAsync(file.Content, cancellationToken: cancellationToken);
            var root = json.RootElement;
            var format = root.GetProperty("fileFormat").GetString();
            if (format != "CSV")
            {
                throw new SourceException($"{file.Name}: this inventory is in {format}; let S3 write it as CSV.");
            }

            return new InventoryManifest(
                Text(root, "sourceBucket"),
                Text(root, "fileSchema").Split(',', StringSplitOptions.TrimEntries),
                [.. root.GetProperty("files").EnumerateArray().Select(part => (Text(part, "key"), Text(part, "MD5checksum")))]);
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw new SourceException(
                $"{file.Name} is not the manifest.json of an S3 Inventory: sourceBucket, fileFormat, fileSchema and files with key and MD5checksum are expected.", e);
        }
    }

    private static string Text(JsonElement element, string name) =>
        element.GetProperty(name).GetString() ?? throw new InvalidOperationException($"'{name}' is null.");
}
