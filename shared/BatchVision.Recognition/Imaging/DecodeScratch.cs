namespace BatchVision.Recognition.Imaging;

/// <summary>
/// What a thread reuses from one image to the next: the JPEG decompressor, pixel buffers, filter weights. Not thread-safe: one per
/// thread or borrowed from a pool. A <see cref="DecodedImage"/> lives in it until the next <see cref="ImageDecoder.Decode"/>.
/// </summary>
public sealed class DecodeScratch : IDisposable
{
    private TurboJpeg.Decompressor? _turbo;

    internal NativeBuffer Stored { get; } = new();

    internal NativeBuffer Upright { get; } = new();

    internal NativeBuffer Row { get; } = new();

    // A cache an axis: what is asked for one axis must not push out what the same resize still reads for the other.
    internal ResizeWeightsCache Columns { get; } = new();

    internal ResizeWeightsCache Rows { get; } = new();

    internal MatrixProfileCache Profiles { get; } = new();

    /// <summary>Counts decodes, so that an image whose pixels were overwritten says so instead of showing another's.</summary>
    internal long Generation { get; private set; }

    /// <summary>Frees buffers above 64 MB now, rather than at the next decode. The image decoded last is gone.</summary>
    public void Trim()
    {
        Generation++;
        Stored.Trim();
        Upright.Trim();
        Row.Trim();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Generation++;
        _turbo?.Dispose();
        Stored.Dispose();
        Upright.Dispose();
        Row.Dispose();
    }

    internal TurboJpeg.Decompressor Turbo(TurboJpeg library) => _turbo ??= library.CreateDecompressor();
}
