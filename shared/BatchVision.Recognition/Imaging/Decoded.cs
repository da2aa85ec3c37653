namespace BatchVision.Recognition.Imaging;

/// <summary>What a decoder found: sizes and EXIF of a picture whose raster is in the scratch, or a rejection.</summary>
internal readonly record struct Decoded(
    int Width, int Height, RasterAxis Columns, RasterAxis Rows, ExifFacts Exif, Rejection? Rejection = null)
{
    /// <summary>A picture reduced by <paramref name="factor"/> and turned upright.</summary>
    public static Decoded Of(int width, int height, int rasterWidth, int rasterHeight, int factor, ExifFacts exif) => new(
        width, height,
        RasterAxis.Reduced(rasterWidth, width, factor, Orientation.MirrorsColumns(exif.Orientation)),
        RasterAxis.Reduced(rasterHeight, height, factor, Orientation.MirrorsRows(exif.Orientation)),
        exif);

    /// <summary>A decode that ended without a picture.</summary>
    public static implicit operator Decoded(Rejection rejection) => new(0, 0, default, default, ExifFacts.None, rejection);

    /// <summary>The same for a check that found something.</summary>
    public static implicit operator Decoded(Rejection? rejection) => rejection!.Value;
}
