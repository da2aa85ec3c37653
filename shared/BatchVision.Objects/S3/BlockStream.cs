using System.Buffers;
using System.Globalization;
using System.Net;
using Amazon.S3;
using Amazon.S3.Model;

namespace BatchVision.Objects.S3;

/// <summary>
/// An object of any size, read in blocks, each a request of its own for the same version: whoever reads may rest for hours between two
/// lines, for which no server keeps a connection open.
/// </summary>
internal sealed class BlockStream : Stream
{
    private readonly S3Connection _connection;
    private readonly S3Address _address;
    private readonly byte[] _block;
    private long _length;
    private long _next;
    private int _start;
    private int _end;

    private BlockStream(S3Connection connection, S3Address address, int blockSize)
    {
        _connection = connection;
        _address = address;
        _block = ArrayPool<byte>.Shared.Rent(blockSize);
    }

    public string ETag { get; private set; } = "";

    public override long Length => _length;

    public override long Position { get => _next - (_end - _start); set => throw new NotSupportedException(); }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    /// <summary>Reads the first block, which tells the version that all others must have.</summary>
    public static async Task<BlockStream> OpenAsync(S3Connection connection, S3Address address, int blockSize, CancellationToken cancellationToken)
    {
        var stream = new BlockStream(connection, address, blockSize);
        try
        {
            await stream.FillAsync(cancellationToken);
            return stream;
        }
        catch
        {
            await stream.DisposeAsync();
            throw;
        }
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_start == _end && _next < _length)
        {
            await FillAsync(cancellationToken);
        }

        var count = Math.Min(buffer.Length, _end - _start);
        _block.AsMemory(_start, count).CopyTo(buffer);
        _start += count;
        return count;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("Read it asynchronously.");

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush()
    {
    }

    protected override void Dispose(bool disposing)
    {
        if (_end >= 0)
        {
            // Marks the block as given back.
            _end = -1;
            ArrayPool<byte>.Shared.Return(_block);
        }

        base.Dispose(disposing);
    }

    private async Task FillAsync(CancellationToken cancellationToken)
    {
        using var turn = await _connection.EnterAsync(cancellationToken);
        try
        {
            using var response = await _connection.Client.GetObjectAsync(NextBlock(), cancellationToken);
            if (_next > 0 && response.HttpStatusCode != HttpStatusCode.PartialContent)
            {
                throw new SourceException($"{_address}: {_connection.Endpoint} cannot give a part of an object; the manifest must lie elsewhere.");
            }

            if (ETag.Length == 0)
            {
                ETag = response.ETag ?? "";
                _length = TotalLength(response);
            }

            using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            deadline.CancelAfter(_connection.Timeout);
            var count = (int)Math.Min(_block.Length, _length - _next);
            await response.ResponseStream.ReadExactlyAsync(_block.AsMemory(0, count), deadline.Token);
            (_start, _end) = (0, count);
            _next += count;
        }
        catch (AmazonS3Exception e) when (e.StatusCode == HttpStatusCode.RequestedRangeNotSatisfiable && _next == 0)
        {
            // An empty object has no ranges.
        }
        catch (Exception e) when (S3Failure.IsTrouble(e, cancellationToken))
        {
            throw S3Failure.OfSource(e, _connection, _address);
        }
    }

    private GetObjectRequest NextBlock() => new()
    {
        BucketName = _address.Bucket,
        Key = _address.Key,
        ByteRange = new ByteRange(_next, _next + _block.Length - 1),
        EtagToMatch = ETag.Length > 0 ? ETag : null,
        RequestPayer = _connection.Payer,
    };

    /// <summary>From <c>bytes 0-99/1234</c>; a server that knows no ranges sends all, and its length.</summary>
    private static long TotalLength(GetObjectResponse response) =>
        long.TryParse(response.ContentRange?.Split('/').Last(), NumberStyles.None, CultureInfo.InvariantCulture, out var total)
            ? total
            : response.ContentLength;
}
