namespace BatchVision.Recognition.Imaging;

/// <summary>
/// One side of a reduced raster, and where the picture lies on it. 615 pixels halved are 307.5, stored as 308 or, by libvips, as 307:
/// taking either for the whole side would shift the far edge by half a pixel, which a model sees.
/// </summary>
/// <param name="Pixels">Pixels stored.</param>
/// <param name="Origin">Where the picture begins; not 0 when the partial pixel was turned to the near side.</param>
/// <param name="Extent">How far it reaches, in stored pixels.</param>
internal readonly record struct RasterAxis(int Pixels, double Origin, double Extent)
{
    /// <summary>A side that was not reduced.</summary>
    public static RasterAxis Whole(int pixels) => new(pixels, 0, pixels);

    /// <summary>A side of <paramref name="original"/> pixels reduced by a factor, then perhaps mirrored.</summary>
    public static RasterAxis Reduced(int pixels, int original, int factor, bool mirrored)
    {
        var extent = original / (double)factor;
        return new RasterAxis(pixels, mirrored ? pixels - extent : 0, extent);
    }
}
