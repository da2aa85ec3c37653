using System.Net;
using System.Security.Cryptography;
using Amazon.S3;
using Amazon.S3.Model;

namespace BatchVision.Objects.S3;

/// <summary>
/// One object, written from its first byte to its last and sent in parts as it grows; it appears only when it is complete. Memory: two parts.
/// What is not completed is kept by the server, and the next upload to the same key goes on with it: parts that are there with the same
/// bytes are not sent again. Parts are compared by number, size and MD5, so bytes that come out otherwise are sent anew and never mixed.
/// </summary>
public sealed class UploadStream : Stream
{
    /// <summary>Limits of S3: 10,000 parts, each but the last of 5 MiB or more.</summary>
    private const int MostParts = 10_000;

    // From 8 MiB on the size doubles every 700 parts: 8 MiB of memory a part up to 5.8 GB, and 10,000 parts hold more than the 5 TiB of an
    // object. It depends on the number alone, so that another try cuts in the same places.
    private const int FirstPartBytes = 8 << 20;
    private const int PartsOfOneSize = 700;
    private const int MostPartBytes = 1 << 30;

    // A server may put the parts of a large object together for minutes before it answers.
    private static readonly TimeSpan CompletionLimit = TimeSpan.FromMinutes(10);

    private readonly S3Connection _connection;
    private readonly S3Address _address;
    private readonly string? _contentType;
    private readonly List<PartETag> _parts = [];
    private Dictionary<int, PartDetail> _kept = [];
    private IReadOnlyList<string> _older = [];
    private string? _uploadId;
    private byte[] _buffer = new byte[FirstPartBytes];
    private byte[] _spare = [];
    private int _filled;
    private int _number = 1;
    private long _position;
    private Task _sending = Task.CompletedTask;

    private UploadStream(S3Connection connection, S3Address address, string? contentType)
    {
        _connection = connection;
        _address = address;
        _contentType = contentType;
    }

    /// <summary>Parts that were sent by this upload.</summary>
    public int PartsSent { get; private set; }

    /// <summary>Parts that an earlier upload had sent and that needed no sending.</summary>
    public int PartsKept { get; private set; }

    /// <summary>Whether the server holds parts for another try; not before the first is sent.</summary>
    public bool HasParts => _uploadId is not null;

    /// <inheritdoc/>
    public override bool CanRead => false;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override bool CanWrite => true;

    /// <inheritdoc/>
    public override long Length => _position;

    /// <inheritdoc/>
    public override long Position { get => _position; set => throw new NotSupportedException(); }

    internal static async Task<UploadStream> OpenAsync(
        S3Connection connection, S3Address address, string? contentType, bool restart, CancellationToken cancellationToken)
    {
        var upload = new UploadStream(connection, address, contentType);
        var found = await upload.FindAsync(cancellationToken);
        if (restart)
        {
            await upload.AbortAsync(found, cancellationToken);
        }
        else if (found.Count > 0)
        {
            upload._uploadId = found[0];
            upload._older = [.. found.Skip(1)];
            upload._kept = await upload.ListPartsAsync(found[0], cancellationToken);
        }

        return upload;
    }

    /// <inheritdoc/>
    /// <exception cref="SourceException">The store refuses; trying again will not help.</exception>
    /// <exception cref="StoreUnavailableException">The store did not take a part, retries included.</exception>
    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (buffer.Length > 0)
        {
            // Only when more follows: the last part must not be empty.
            if (_filled == _buffer.Length)
            {
                await SendBufferAsync(cancellationToken);
            }

            var count = Math.Min(buffer.Length, _buffer.Length - _filled);
            buffer[..count].CopyTo(_buffer.AsMemory(_filled));
            buffer = buffer[count..];
            _filled += count;
            _position += count;
        }
    }

    /// <inheritdoc/>
    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    /// <summary>Sends what is left and makes the object appear, in place of one of that key. Nothing can be written after it.</summary>
    /// <exception cref="SourceException">The store refuses; trying again will not help.</exception>
    /// <exception cref="StoreUnavailableException">The store did not answer, retries included; another upload may go on with the parts.</exception>
    public async Task CompleteAsync(CancellationToken cancellationToken)
    {
        if (_number == 1)
        {
            // All fits into one part: put in one request, the object is there or not. Parts of an earlier, longer try are of no use.
            await PutAsync(cancellationToken);
            await AbortAsync(_uploadId is null ? _older : [_uploadId, .. _older], cancellationToken);
            return;
        }

        await SendBufferAsync(cancellationToken);
        await _sending;
        try
        {
            await JoinAsync(cancellationToken);
        }
        catch (SourceException e) when (e.InnerException is AmazonS3Exception { ErrorCode: "InvalidPart" } && _kept.Keys.Any(number => number > _parts.Count))
        {
            // AWS leaves parts out that are not named; Ceph does not, and a single part cannot be removed.
            var tooLong = _uploadId!;
            _uploadId = null;
            await AbortAsync([tooLong], cancellationToken);
            throw new StoreUnavailableException(
                $"{_address}: an earlier upload was longer, and this store cannot leave its last parts out. It was removed; the next try sends everything anew.", e);
        }

        await AbortAsync(_older, cancellationToken);
    }

    /// <inheritdoc/>
    public override void Flush()
    {
    }

    /// <inheritdoc/>
    public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException("Write it asynchronously.");

    /// <summary>Waits for the part under way. What is not completed stays for another try.</summary>
    public override async ValueTask DisposeAsync()
    {
        // Whoever wrote the next byte has heard of its failure, or does not write any more.
        await _sending.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await base.DisposeAsync();
    }

    internal static int PartBytes(int number) => (int)Math.Min(MostPartBytes, (long)FirstPartBytes << ((number - 1) / PartsOfOneSize));

    /// <summary>Sends the full buffer while the next one fills; one part is under way at a time.</summary>
    private async Task SendBufferAsync(CancellationToken cancellationToken)
    {
        await _sending;
        if (_number > MostParts)
        {
            throw new SourceException($"{_address}: an object cannot be larger than {_position:N0} bytes; select fewer rows.");
        }

        _sending = SendAsync(_number, _buffer.AsMemory(0, _filled), cancellationToken);
        _number++;
        (_buffer, _spare) = (_spare, _buffer);
        _filled = 0;
        if (_buffer.Length != PartBytes(_number))
        {
            _buffer = new byte[PartBytes(_number)];
        }
    }

    private async Task SendAsync(int number, ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        // Off the writer's thread: it has rows to read meanwhile.
        await Task.Yield();
        var md5 = Md5(bytes.Span);
        if (_kept.TryGetValue(number, out var kept) && kept.Size == bytes.Length
            && S3Objects.Unquote(kept.ETag).Equals(Convert.ToHexStringLower(md5), StringComparison.OrdinalIgnoreCase))
        {
            _parts.Add(new PartETag(number, kept.ETag));
            PartsKept++;
            return;
        }

        _uploadId ??= await InitiateAsync(cancellationToken);
        var response = await SendBodyAsync(
            bytes,
            (client, body, token) => client.UploadPartAsync(
                new UploadPartRequest
                {
                    BucketName = _address.Bucket,
                    Key = _address.Key,
                    UploadId = _uploadId,
                    PartNumber = number,
                    PartSize = bytes.Length,
                    InputStream = body,
                    MD5Digest = Convert.ToBase64String(md5),
                    RequestPayer = _connection.Payer,
                },
                token),
            cancellationToken);
        _parts.Add(new PartETag(number, response.ETag));
        PartsSent++;
    }

    /// <summary>Has the store make the object of its parts.</summary>
    private Task<CompleteMultipartUploadResponse> JoinAsync(CancellationToken cancellationToken) => AskAsync(
        (client, token) => client.CompleteMultipartUploadAsync(
            new CompleteMultipartUploadRequest
            {
                BucketName = _address.Bucket,
                Key = _address.Key,
                UploadId = _uploadId,
                PartETags = _parts,
                RequestPayer = _connection.Payer,
            },
            token),
        CompletionLimit,
        cancellationToken);

    private Task<PutObjectResponse> PutAsync(CancellationToken cancellationToken)
    {
        var bytes = _buffer.AsMemory(0, _filled);
        return SendBodyAsync(
            bytes,
            (client, body, token) => client.PutObjectAsync(
                new PutObjectRequest
                {
                    BucketName = _address.Bucket,
                    Key = _address.Key,
                    InputStream = body,
                    ContentType = _contentType,
                    MD5Digest = Convert.ToBase64String(Md5(bytes.Span)),
                    RequestPayer = _connection.Payer,
                },
                token),
            cancellationToken);
    }

    private async Task<string> InitiateAsync(CancellationToken cancellationToken)
    {
        var response = await AskAsync(
            (client, token) => client.InitiateMultipartUploadAsync(
                new InitiateMultipartUploadRequest
                {
                    BucketName = _address.Bucket,
                    Key = _address.Key,
                    ContentType = _contentType,
                    RequestPayer = _connection.Payer,
                },
                token),
            _connection.Timeout,
            cancellationToken);
        return response.UploadId;
    }

    /// <summary>The unfinished uploads of this key, the newest first.</summary>
    private async Task<IReadOnlyList<string>> FindAsync(CancellationToken cancellationToken)
    {
        var found = new List<MultipartUpload>();
        var request = new ListMultipartUploadsRequest { BucketName = _address.Bucket, Prefix = _address.Key, RequestPayer = _connection.Payer };
        ListMultipartUploadsResponse page;
        do
        {
            page = await AskAsync((client, token) => client.ListMultipartUploadsAsync(request, token), _connection.Timeout, cancellationToken);
            // The prefix has longer keys too.
            found.AddRange((page.MultipartUploads ?? []).Where(upload => upload.Key == _address.Key));
            (request.KeyMarker, request.UploadIdMarker) = (page.NextKeyMarker, page.NextUploadIdMarker);
        }
        while (page.IsTruncated == true);
        return [.. found.OrderByDescending(upload => upload.Initiated).Select(upload => upload.UploadId)];
    }

    private async Task<Dictionary<int, PartDetail>> ListPartsAsync(string uploadId, CancellationToken cancellationToken)
    {
        var parts = new Dictionary<int, PartDetail>();
        var request = new ListPartsRequest { BucketName = _address.Bucket, Key = _address.Key, UploadId = uploadId, RequestPayer = _connection.Payer };
        ListPartsResponse page;
        do
        {
            page = await AskAsync((client, token) => client.ListPartsAsync(request, token), _connection.Timeout, cancellationToken);
            foreach (var part in page.Parts ?? [])
            {
                parts[part.PartNumber ?? 0] = part;
            }

            request.PartNumberMarker = $"{page.NextPartNumberMarker}";
        }
        while (page.IsTruncated == true);
        return parts;
    }

    private async Task AbortAsync(IEnumerable<string> uploads, CancellationToken cancellationToken)
    {
        foreach (var upload in uploads)
        {
            var request = new AbortMultipartUploadRequest { BucketName = _address.Bucket, Key = _address.Key, UploadId = upload, RequestPayer = _connection.Payer };
            await AskAsync((client, token) => AbortAsync(client, request, token), _connection.Timeout, cancellationToken);
        }
    }

    private static async Task<bool> AbortAsync(AmazonS3Client client, AbortMultipartUploadRequest request, CancellationToken cancellationToken)
    {
        try
        {
            await client.AbortMultipartUploadAsync(request, cancellationToken);
            return true;
        }
        catch (AmazonS3Exception e) when (e.StatusCode == HttpStatusCode.NotFound)
        {
            // Somebody else was first.
            return false;
        }
    }

    /// <summary>Bytes that move put the limit off: it is about a stalled connection, not about a slow line.</summary>
    private async Task<T> SendBodyAsync<T>(
        ReadOnlyMemory<byte> bytes, Func<AmazonS3Client, Stream, CancellationToken, Task<T>> request, CancellationToken cancellationToken)
    {
        using var turn = await _connection.EnterAsync(cancellationToken);
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(_connection.Timeout);
        await using var body = new PartStream(bytes, () => deadline.CancelAfter(_connection.Timeout));
        try
        {
            return await request(_connection.Uploads, body, deadline.Token);
        }
        catch (Exception e) when (S3Failure.IsTrouble(e, cancellationToken))
        {
            throw S3Failure.OfTarget(e, _connection, _address);
        }
    }

    private async Task<T> AskAsync<T>(
        Func<AmazonS3Client, CancellationToken, Task<T>> request, TimeSpan limit, CancellationToken cancellationToken)
    {
        using var turn = await _connection.EnterAsync(cancellationToken);
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        // A try each, and the waits between them.
        deadline.CancelAfter(limit * (_connection.Retries + 2));
        try
        {
            return await request(_connection.Uploads, deadline.Token);
        }
        catch (Exception e) when (S3Failure.IsTrouble(e, cancellationToken))
        {
            throw S3Failure.OfTarget(e, _connection, _address);
        }
    }

    // Not for secrecy: it is what S3 calls the ETag of a part, and checks on arrival.
#pragma warning disable CA5351
    private static byte[] Md5(ReadOnlySpan<byte> bytes) => MD5.HashData(bytes);
#pragma warning restore CA5351
}
