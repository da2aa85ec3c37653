namespace BatchVision.Recognition.Imaging;

/// <summary>What a decoder found: sizes and EXIF of a picture whose raster is in the scratch, or a rejection.</summary>
internal readonly record struct Decoded(
    int Width, int Height, int RasterWidth, int RasterHeight, ExifFacts Exif, Rejection? Rejection = null)
{
    /// <summary>A decode that ended without a picture.</summary>
    public static implicit operator Decoded(Rejection rejection) => new(0, 0, 0, 0, ExifFacts.None, rejection);

    /// <summary>The same for a check that found something.</summary>
    public static implicit operator Decoded(Rejection? rejection) => rejection!.Value;
}
