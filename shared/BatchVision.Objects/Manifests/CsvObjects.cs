using System.Globalization;
using System.Runtime.CompilerServices;
using BatchVision.Objects.S3;

namespace BatchVision.Objects.Manifests;

/// <summary>
/// A CSV manifest: <c>bucket,key[,etag][,size]</c>, or <c>s3://bucket/key[,etag][,size]</c>. A header may name the columns in any order.
/// Keys are taken as they stand.
/// </summary>
internal static class CsvObjects
{
    private const string Expected = "expected bucket,key[,etag][,size] or s3://bucket/key[,etag][,size]";

    public static async IAsyncEnumerable<ManifestEntry> ReadAsync(
        ManifestFile file, Stream text, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var records = new CsvRecords(file, text);
        if (!await records.NextAsync(cancellationToken))
        {
            yield break;
        }

        var header = CsvColumns.OfHeader(records);
        var columns = header ?? CsvColumns.OfFirst(records);
        if (header is null)
        {
            yield return Parse(records, columns);
        }

        while (await records.NextAsync(cancellationToken))
        {
            yield return Parse(records, columns);
        }
    }

    private static ManifestEntry Parse(CsvRecords record, CsvColumns columns)
    {
        var address = new S3Address(record[columns.Bucket], record[columns.Key]);
        if (columns.Url >= 0 && !S3Address.TryParse(record[columns.Url], out address))
        {
            throw record.Malformed(Expected);
        }

        if (!S3Address.IsBucket(address.Bucket) || address.Key.Length == 0)
        {
            throw record.Malformed(Expected);
        }

        var size = 0L;
        if (record[columns.Size] is { Length: > 0 } text && !long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out size))
        {
            throw record.Malformed($"the size is no number; {Expected}");
        }

        return new ManifestEntry(0, record.Number, address.Bucket, address.Key, S3Objects.Unquote(record[columns.ETag]), size);
    }
}
