using System.Net;
using System.Runtime.CompilerServices;
using System.Text;
using Amazon.S3;
using Amazon.S3.Model;
using BatchVision.Contracts;

namespace BatchVision.Objects.S3;

/// <summary>
/// The objects of a bucket from a prefix on, in the server's order: UTF-8 bytes, which differs from that of <see cref="FolderObjects"/>
/// only for characters outside the basic plane. Keys that end in '/' are folders of some tools and ignored, as are names that are no
/// images for certain.
/// </summary>
internal sealed class S3Listing(S3Connection connection, S3Address address) : IObjectSource
{
    public string Source => address.ToString();

    /// <inheritdoc/>
    /// <remarks>
    /// A checkpoint is the last key. Within a listing too each request names the last key: a continuation token need not outlive the
    /// hours for which a planner may wait for room.
    /// </remarks>
    public async IAsyncEnumerable<ObjectPage> ListAsync(
        string? startAfter, int pageSize, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(pageSize, 1);
        var objects = new List<ImageRef>();
        var ignored = 0;
        var last = startAfter;
        string? token = null;
        bool more;
        do
        {
            var response = await RequestAsync(last, token, cancellationToken);
            var listed = response.S3Objects ?? [];
            var keys = listed.ConvertAll(entry => Key(entry, response.Encoding));
            more = response.IsTruncated ?? false;
            CheckProgress(last, keys, more, token, response.NextContinuationToken);
            // Only an empty page that is not the last has no key to go on after.
            token = listed.Count == 0 ? response.NextContinuationToken : null;
            foreach (var (key, entry) in keys.Zip(listed))
            {
                last = key;
                if (IsImage(key))
                {
                    objects.Add(new ImageRef(key, S3Objects.Unquote(entry.ETag), entry.Size ?? 0));
                }
                else
                {
                    ignored++;
                }

                if (objects.Count == pageSize)
                {
                    yield return new ObjectPage(address.Root, [.. objects], ignored, last, []);
                    objects.Clear();
                    ignored = 0;
                }
            }
        }
        while (more);

        if (objects.Count > 0 || ignored > 0)
        {
            yield return new ObjectPage(address.Root, objects, ignored, last!, []);
        }
    }

    public static bool IsImage(string key) =>
        !key.EndsWith('/') && !SidecarNames.Match(key.AsSpan(key.LastIndexOf('/') + 1), isFolder: false);

    private async Task<ListObjectsV2Response> RequestAsync(string? startAfter, string? token, CancellationToken cancellationToken)
    {
        var request = new ListObjectsV2Request
        {
            BucketName = address.Bucket,
            Prefix = address.Key,
            StartAfter = startAfter,
            ContinuationToken = token,
            // Keys may hold what XML cannot.
            Encoding = EncodingType.Url,
            RequestPayer = connection.Payer,
        };
        using var turn = await connection.EnterAsync(cancellationToken);
        try
        {
            return await connection.Client.ListObjectsV2Async(request, cancellationToken);
        }
        catch (Exception e) when (S3Failure.IsTrouble(e, cancellationToken))
        {
            throw S3Failure.OfSource(e, connection, address);
        }
    }

    private static string Key(S3Object entry, EncodingType? encoding) =>
        encoding == EncodingType.Url ? WebUtility.UrlDecode(entry.Key) : entry.Key;

    /// <summary>A server that does not know start-after, or loses its place, would be listed for ever.</summary>
    private void CheckProgress(string? last, List<string> keys, bool more, string? token, string? next)
    {
        var stuck = keys is [var first, ..]
            ? last is not null && Encoding.UTF8.GetBytes(first).AsSpan().SequenceCompareTo(Encoding.UTF8.GetBytes(last)) <= 0
            : more && (next is null || next == token);
        if (stuck)
        {
            throw new SourceException($"{address}: {connection.Endpoint} does not go on where the listing had stopped; it lacks start-after of ListObjectsV2.");
        }
    }
}
