using System.Globalization;
using System.Net;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using BatchVision.Objects.S3;

namespace BatchVision.Objects.Manifests;

/// <summary>
/// An S3 Inventory in CSV: a snapshot of a bucket, read part by part, of which only the present versions count. The parts lie in the
/// bucket of their manifest; keys in them are URL-encoded.
/// </summary>
internal static class Inventory
{
    public static async IAsyncEnumerable<ManifestEntry> ReadAsync(
        IManifestFiles files, ManifestFile manifest, int firstPart, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var inventory = await InventoryManifest.ReadAsync(manifest, cancellationToken);
        var columns = Columns.Of(inventory.Columns, manifest.Name);
        foreach (var (index, part) in inventory.Parts.Index().Skip(firstPart))
        {
            await using var file = await files.OpenAsync(part.Key, cancellationToken);
#pragma warning disable CA5351 // What S3 gives for its parts; it guards against damage, not against malice.
            using var md5 = MD5.Create();
#pragma warning restore CA5351
            await using var hashed = new CryptoStream(file.Content, md5, CryptoStreamMode.Read, leaveOpen: true);
            await using var text = UnpackedStream.Open(file, hashed);
            using var record = new CsvRecords(file, text);
            while (await record.NextAsync(cancellationToken))
            {
                if (Parse(record, columns, inventory.SourceBucket) is { } entry)
                {
                    yield return entry with { Part = index };
                }
            }

            // What may follow the packed text belongs to the checksum.
            await hashed.CopyToAsync(Stream.Null, cancellationToken);
            if (!Convert.ToHexString(md5.Hash!).Equals(part.Md5, StringComparison.OrdinalIgnoreCase))
            {
                throw new SourceException($"{file.Name} is damaged: its MD5 is not the one in {manifest.Name}; take another day's inventory.");
            }
        }
    }

    /// <summary>The object of a record; null for an old version and for a mark that the object is deleted.</summary>
    private static ManifestEntry? Parse(CsvRecords record, Columns columns, string bucket)
    {
        if (record.Count != columns.Count)
        {
            throw record.Malformed($"expected the {columns.Count} columns of the inventory's fileSchema, found {record.Count}");
        }

        if (record[columns.IsLatest] == "false" || record[columns.IsDeleteMarker] == "true")
        {
            return null;
        }

        if (record[columns.Bucket] is { Length: > 0 } other && other != bucket)
        {
            throw record.Malformed($"the bucket is '{other}', not the inventory's '{bucket}'");
        }

        var key = WebUtility.UrlDecode(record[columns.Key]);
        var size = 0L;
        if (key.Length == 0
            || (record[columns.Size] is { Length: > 0 } text && !long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out size)))
        {
            throw record.Malformed("expected a key, and a number as size");
        }

        return new ManifestEntry(
            0, record.Number, bucket, key, S3Objects.Unquote(record[columns.ETag]), size, Ignored: !S3Listing.IsImage(key));
    }

    private readonly record struct Columns(int Count, int Bucket, int Key, int IsLatest, int IsDeleteMarker, int Size, int ETag)
    {
        public static Columns Of(IReadOnlyList<string> schema, string manifest)
        {
            int Find(string name) => schema.TakeWhile(column => !column.Equals(name, StringComparison.OrdinalIgnoreCase)).Count() is var index
                && index < schema.Count ? index : -1;

            var columns = new Columns(
                schema.Count, Find("Bucket"), Find("Key"), Find("IsLatest"), Find("IsDeleteMarker"), Find("Size"), Find("ETag"));
            return columns.Key >= 0 ? columns : throw new SourceException($"{manifest}: the fileSchema of the inventory names no Key.");
        }
    }
}
