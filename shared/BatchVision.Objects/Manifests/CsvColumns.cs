using BatchVision.Objects.S3;

namespace BatchVision.Objects.Manifests;

/// <summary>Which column says what; -1 where none does. Either the address stands in one column, or bucket and key in two.</summary>
internal readonly record struct CsvColumns(int Url, int Bucket, int Key, int ETag, int Size)
{
    private static readonly string[] Urls = ["url", "uri", "s3_url", "s3_uri", "source-ref"];

    /// <summary>The columns that a header names; null where the record is no header.</summary>
    public static CsvColumns? OfHeader(CsvRecords record)
    {
        var names = Enumerable.Range(0, record.Count).Select(column => record[column]).ToArray();
        int Find(params ReadOnlySpan<string> wanted)
        {
            foreach (var name in wanted)
            {
                var index = Array.FindIndex(names, n => n.Trim().Equals(name, StringComparison.OrdinalIgnoreCase));
                if (index >= 0)
                {
                    return index;
                }
            }

            return -1;
        }

        var columns = new CsvColumns(Find(Urls), Find("bucket"), Find("key"), Find("etag", "e_tag"), Find("size", "bytes"));
        return columns.Url >= 0 || columns is { Bucket: >= 0, Key: >= 0 } ? columns : null;
    }

    /// <summary>The columns where there is no header.</summary>
    public static CsvColumns OfFirst(CsvRecords record) =>
        S3Address.TryParse(record[0], out _) ? new CsvColumns(0, -1, -1, 1, 2) : new CsvColumns(-1, 0, 1, 2, 3);
}
