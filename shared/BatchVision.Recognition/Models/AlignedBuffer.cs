using System.Runtime.InteropServices;

namespace BatchVision.Recognition.Models;

/// <summary>
/// Memory that ONNX Runtime may hold an address of: pinned, zeroed, aligned to a cache line. Managed, so that a late reader finds
/// stale numbers rather than freed memory.
/// </summary>
internal sealed class AlignedBuffer
{
    private const int Alignment = 64;

    private readonly byte[] _bytes;
    private readonly int _offset;

    public AlignedBuffer(int length)
    {
        _bytes = GC.AllocateArray<byte>(checked(length + Alignment), pinned: true);
        var start = (long)Marshal.UnsafeAddrOfPinnedArrayElement(_bytes, 0);
        _offset = (int)((Alignment - start % Alignment) % Alignment);
        Length = length;
    }

    public int Length { get; }

    /// <summary>Valid for as long as this object is reachable.</summary>
    public IntPtr Address => Marshal.UnsafeAddrOfPinnedArrayElement(_bytes, _offset);

    public Span<byte> Bytes => _bytes.AsSpan(_offset, Length);

    public Span<T> As<T>()
        where T : unmanaged => MemoryMarshal.Cast<byte, T>(Bytes);
}
