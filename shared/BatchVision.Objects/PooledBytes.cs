using System.Buffers;

namespace BatchVision.Objects;

/// <summary>An object's bytes in a rented array; given back on dispose, after which the memory must not be touched.</summary>
public sealed class PooledBytes : IDisposable
{
    private readonly int _length;
    private byte[]? _array;

    /// <summary>Rents room for an object.</summary>
    /// <param name="length">Exact length in bytes.</param>
    public PooledBytes(int length)
    {
        _length = length;
        _array = ArrayPool<byte>.Shared.Rent(length);
    }

    /// <summary>The bytes, of the exact length of the object.</summary>
    /// <exception cref="ObjectDisposedException">The array was given back.</exception>
    public ReadOnlyMemory<byte> Memory => Rented.AsMemory(0, _length);

    /// <summary>The same bytes, to be filled by the store.</summary>
    internal Span<byte> Span => Rented.AsSpan(0, _length);

    private byte[] Rented => _array ?? throw new ObjectDisposedException(nameof(PooledBytes));

    /// <inheritdoc/>
    public void Dispose()
    {
        // Exchanged: an array that is given back twice would have two owners.
        if (Interlocked.Exchange(ref _array, null) is { } array)
        {
            ArrayPool<byte>.Shared.Return(array);
        }
    }
}
