using System.Net;
using Amazon.S3;
using Amazon.S3.Model;
using BatchVision.Contracts;

namespace BatchVision.Objects.S3;

/// <summary>The objects of one bucket.</summary>
internal sealed class S3Objects(S3Connection connection, string bucket) : IObjectStore
{
    /// <summary>The time limit of a body starts anew after this much: it is about a stalled connection, not about a slow line.</summary>
    private const int ProgressBytes = 1 << 20;

    public string Root { get; } = new S3Address(bucket, "").Root;

    public async ValueTask<Fetched> FetchAsync(ImageRef image, long maxBytes, CancellationToken cancellationToken)
    {
        if (!S3Address.IsReachable(image.Key))
        {
            return Fetched.Failed(ImageStatus.AccessDenied, "Keys that are empty or begin with '/' cannot be asked for; rename the object.");
        }

        using var turn = await connection.EnterAsync(cancellationToken);
        try
        {
            using var response = await connection.Client.GetObjectAsync(Request(image.Key, image.ETag), cancellationToken);
            var limit = Math.Min(maxBytes, Array.MaxLength);
            return response.ContentLength > limit
                ? Fetched.Failed(ImageStatus.TooLarge, $"The object has {response.ContentLength:N0} bytes; the limit is {limit:N0}.")
                : Fetched.Of(await ReadAsync(response, cancellationToken));
        }
        catch (AmazonS3Exception e) when (e.StatusCode == HttpStatusCode.RequestedRangeNotSatisfiable)
        {
            // Only an empty object has no range from its first byte on.
            return Fetched.Of(new ObjectBytes(0));
        }
        catch (AmazonS3Exception e) when (S3Failure.OfImage(e) is { } failed)
        {
            return failed;
        }
        catch (Exception e) when (S3Failure.IsTrouble(e, cancellationToken))
        {
            throw S3Failure.Unavailable(e);
        }
    }

    public async ValueTask<ImageRef?> FindAsync(string key, CancellationToken cancellationToken)
    {
        if (!S3Address.IsReachable(key))
        {
            return null;
        }

        using var turn = await connection.EnterAsync(cancellationToken);
        try
        {
            var request = new GetObjectMetadataRequest { BucketName = bucket, Key = key, RequestPayer = connection.Payer };
            var found = await connection.Client.GetObjectMetadataAsync(request, cancellationToken);
            return new ImageRef(key, Unquote(found.ETag), found.ContentLength);
        }
        catch (AmazonS3Exception e) when (e.StatusCode == HttpStatusCode.NotFound)
        {
            return null;
        }
        catch (AmazonS3Exception e) when (e.StatusCode == HttpStatusCode.Forbidden)
        {
            await ThrowUnlessAboutObjectAsync(key, cancellationToken);
            return null;
        }
        catch (Exception e) when (S3Failure.IsTrouble(e, cancellationToken))
        {
            throw S3Failure.Unavailable(e);
        }
    }

    public static string Unquote(string? etag) => etag?.Trim('"') ?? "";

    /// <summary>An answer to HEAD has no body, so it does not say whether the object is forbidden or the credentials are wrong; GET does.</summary>
    private async Task ThrowUnlessAboutObjectAsync(string key, CancellationToken cancellationToken)
    {
        try
        {
            using var response = await connection.Client.GetObjectAsync(Request(key, ""), cancellationToken);
        }
        catch (AmazonS3Exception e) when (S3Failure.OfImage(e) is not null)
        {
        }
        catch (Exception e) when (S3Failure.IsTrouble(e, cancellationToken))
        {
            throw S3Failure.Unavailable(e);
        }
    }

    private GetObjectRequest Request(string key, string etag) => new()
    {
        BucketName = bucket,
        Key = key,
        EtagToMatch = etag.Length > 0 ? $"\"{etag}\"" : null,
        // All of it; but asked so, the SDK does not take the ETag for an MD5, which it need not be, nor even hexadecimal.
        ByteRange = new ByteRange("bytes=0-"),
        RequestPayer = connection.Payer,
    };

    /// <summary>Exactly as many bytes as were announced, in memory of that size.</summary>
    private async Task<ObjectBytes> ReadAsync(GetObjectResponse response, CancellationToken cancellationToken)
    {
        if (response.ContentLength < 0)
        {
            throw new IOException("the length of an object was not announced");
        }

        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(connection.Timeout);
        var bytes = new ObjectBytes((int)response.ContentLength);
        try
        {
            var rest = bytes.Buffer;
            var progress = 0;
            while (rest.Length > 0)
            {
                var read = await response.ResponseStream.ReadAsync(rest, deadline.Token);
                if (read == 0)
                {
                    throw new EndOfStreamException($"an object ended {rest.Length:N0} bytes early");
                }

                rest = rest[read..];
                progress += read;
                if (progress >= ProgressBytes)
                {
                    deadline.CancelAfter(connection.Timeout);
                    progress = 0;
                }
            }

            // Nothing may follow.
            if (await response.ResponseStream.ReadAsync(new byte[1], deadline.Token) > 0)
            {
                throw new IOException("an object was longer than announced");
            }

            return bytes;
        }
        catch
        {
            bytes.Dispose();
            throw;
        }
    }
}
