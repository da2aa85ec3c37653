using System.Buffers;
using System.Runtime.InteropServices;

namespace BatchVision.Objects;

/// <summary>
/// An object's bytes, given back on dispose, after which the memory must not be touched. Outside the managed heap: most files are large
/// enough for the large object heap, where each would wait for a full collection and hasten the next.
/// </summary>
public sealed class ObjectBytes : IDisposable
{
    private readonly NativeBlock _block;

    /// <summary>Takes room for an object.</summary>
    /// <param name="length">Exact length in bytes.</param>
    public ObjectBytes(int length) => _block = new NativeBlock(length);

    /// <summary>The bytes, of the exact length of the object.</summary>
    /// <exception cref="ObjectDisposedException">The memory was given back.</exception>
    public ReadOnlyMemory<byte> Memory => _block.Memory;

    /// <summary>The same bytes, to be filled by the store.</summary>
    internal Span<byte> Span => _block.GetSpan();

    /// <summary>The same again, for a store that fills it without blocking a thread.</summary>
    internal Memory<byte> Buffer => _block.Memory;

    /// <inheritdoc/>
    public void Dispose() => ((IDisposable)_block).Dispose();

    private sealed unsafe class NativeBlock(int length) : MemoryManager<byte>
    {
        // One byte more, so that an empty object has an address too.
        private nint _address = (nint)NativeMemory.Alloc((nuint)length + 1);

        public override Span<byte> GetSpan()
        {
            ObjectDisposedException.ThrowIf(_address == 0, typeof(ObjectBytes));
            return new Span<byte>((void*)_address, length);
        }

        // Native memory does not move, so there is nothing to pin.
        public override MemoryHandle Pin(int elementIndex = 0) => new((byte*)_address + elementIndex);

        public override void Unpin()
        {
        }

        // Exchanged: memory that is given back twice would have two owners.
        protected override void Dispose(bool disposing) => NativeMemory.Free((void*)Interlocked.Exchange(ref _address, 0));
    }
}
