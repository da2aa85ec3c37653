using System.Diagnostics.CodeAnalysis;
using BatchVision.Contracts;

namespace BatchVision.Recognition.Imaging;

/// <summary>
/// An upright sRGB raster, reduced as far as the requested inputs allow, and the facts about its file. The pixels belong to the
/// <see cref="DecodeScratch"/> they were decoded with and end with its next use.
/// </summary>
[SuppressMessage("Performance", "CA1815:Override equals", Justification = "Nobody compares images by reference to their pixels.")]
public readonly unsafe struct DecodedImage
{
    private readonly DecodeScratch _scratch;
    private readonly byte* _pixels;
    private readonly long _generation;

    internal DecodedImage(DecodeScratch scratch, byte* pixels, RasterAxis columns, RasterAxis rows, ImageFacts facts)
    {
        _scratch = scratch;
        _pixels = pixels;
        _generation = scratch.Generation;
        Columns = columns;
        Rows = rows;
        Facts = facts;
    }

    /// <summary>Width of <see cref="Pixels"/>; at most <see cref="ImageFacts.Width"/>.</summary>
    public int RasterWidth => Columns.Pixels;

    /// <summary>Height of <see cref="Pixels"/>; at most <see cref="ImageFacts.Height"/>.</summary>
    public int RasterHeight => Rows.Pixels;

    /// <summary>Size, format, hashes and EXIF of the original.</summary>
    public ImageFacts Facts { get; }

    /// <summary>RGB, 3 bytes a pixel, rows without padding.</summary>
    /// <exception cref="InvalidOperationException">The scratch was used for another image since.</exception>
    public ReadOnlySpan<byte> Pixels => new(Data, RasterWidth * RasterHeight * 3);

    internal RasterAxis Columns { get; }

    internal RasterAxis Rows { get; }

    /// <summary>The same pixels for vector loads: up to 64 bytes after the last may be read.</summary>
    internal byte* Data => _scratch is not null && _scratch.Generation == _generation
        ? _pixels
        : throw new InvalidOperationException("The pixels are gone: their scratch has been used for another image.");
}
