using System.IO.Compression;

namespace BatchVision.Objects.Manifests;

/// <summary>The text of a packed file, as long as it is no more than a manifest can be: a small file may unpack to any size.</summary>
internal sealed class UnpackedStream(ManifestFile file, Stream packed) : Stream
{
    /// <summary>Keys and sizes pack to a tenth or a twentieth.</summary>
    private const int MaxRatio = 200;

    private const long AlwaysAllowed = 1 << 20;

    private readonly GZipStream _text = new(packed, CompressionMode.Decompress, leaveOpen: true);
    private long _room = AlwaysAllowed + (file.Length * MaxRatio);

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    /// <summary>The text of a file: unpacked where its name says that it is packed.</summary>
    public static Stream Open(ManifestFile file, Stream content) =>
        file.Name.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? new UnpackedStream(file, content) : content;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        try
        {
            var read = await _text.ReadAsync(buffer, cancellationToken);
            _room -= read;
            return _room >= 0
                ? read
                : throw new SourceException($"{file.Name} unpacks to more than {MaxRatio} times its size; that is no manifest.");
        }
        catch (InvalidDataException e)
        {
            throw new SourceException($"{file.Name} is no whole gzip file; write it again.", e);
        }
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
        if (disposing)
        {
            _text.Dispose();
        }

        base.Dispose(disposing);
    }
}
