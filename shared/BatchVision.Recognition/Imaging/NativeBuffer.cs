using System.Runtime.InteropServices;

namespace BatchVision.Recognition.Imaging;

/// <summary>Memory outside the managed heap that grows to the largest image seen and is then reused, so that decoding makes no garbage.</summary>
internal sealed unsafe class NativeBuffer : IDisposable
{
    // What one unusual image needed is not kept for the thousands of usual ones after it.
    private const int KeepBytes = 64 << 20;

    // Vector loads may read past the last pixel, never write.
    private const int Slack = 64;

    private byte* _data;
    private nuint _capacity;

    /// <summary>Start of the memory, aligned to a cache line; null before the first <see cref="Reserve"/>.</summary>
    public byte* Data => _data;

    /// <summary>Bytes held.</summary>
    public long Capacity => (long)_capacity;

    /// <summary>At least <paramref name="bytes"/> bytes plus slack; earlier content is lost when it grows.</summary>
    public byte* Reserve(int bytes)
    {
        var needed = (nuint)bytes + Slack;
        if (needed > _capacity)
        {
            Free();
            // A quarter more than asked, so that slowly growing sizes do not reallocate each time.
            var capacity = needed + (needed < KeepBytes ? needed / 4 : 0);
            _data = (byte*)NativeMemory.AlignedAlloc(capacity, 64);
            _capacity = capacity;
        }

        return _data;
    }

    /// <summary>Gives the memory back if it is more than is worth keeping.</summary>
    public void Trim()
    {
        if (_capacity > KeepBytes)
            Free();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Free();
        GC.SuppressFinalize(this);
    }

    ~NativeBuffer() => Free();

    private void Free()
    {
        NativeMemory.AlignedFree(_data);
        _data = null;
        _capacity = 0;
    }
}
