using System.Buffers;

namespace BatchVision.Recognition.Batching;

/// <summary>
/// Pooled RGB bytes (row, column, channel) of one image at a model's input size. Bytes rather than tensor values wait in the
/// queue: a quarter of the memory, and a batch is contiguous whatever images end up in it, also when it is split after a failure.
/// </summary>
internal sealed class PixelBuffer(int length) : IDisposable
{
    private byte[]? _bytes = ArrayPool<byte>.Shared.Rent(length);

    public Span<byte> Span => _bytes.AsSpan(0, length);

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _bytes, null) is { } bytes)
            ArrayPool<byte>.Shared.Return(bytes);
    }
}
