namespace BatchVision.Recognition.Imaging;

/// <summary>EXIF orientation: how the stored raster is turned to stand upright.</summary>
internal static class Orientation
{
    /// <summary>True for 5..8, where upright width is stored height.</summary>
    public static bool SwapsSides(int orientation) => orientation >= 5;

    /// <summary>True where the upright left edge comes from the end of a stored side.</summary>
    public static bool MirrorsColumns(int orientation) => orientation is 2 or 3 or 6 or 7;

    /// <summary>True where the upright top edge comes from the end of a stored side.</summary>
    public static bool MirrorsRows(int orientation) => orientation is 3 or 4 or 7 or 8;

    /// <summary>
    /// Copies an RGB24 raster upright. It runs on the reduced raster, a few hundred kilobytes, so a plain loop over source strides is
    /// enough.
    /// </summary>
    public static void Apply(int orientation, ReadOnlySpan<byte> stored, int width, int height, Span<byte> upright)
    {
        // Where the upright picture's first pixel lies in the stored one, and the step, in pixels, for one to the right and one down.
        var (first, right, down) = orientation switch
        {
            2 => (width - 1, -1, width),
            3 => ((width * height) - 1, -1, -width),
            4 => (width * (height - 1), 1, -width),
            5 => (0, width, 1),
            6 => (width * (height - 1), -width, 1),
            7 => ((width * height) - 1, -width, -1),
            8 => (width - 1, width, -1),
            _ => (0, 1, width),
        };
        var (columns, rows) = SwapsSides(orientation) ? (height, width) : (width, height);

        var to = 0;
        for (var y = 0; y < rows; y++)
        {
            var from = (first + ((long)y * down)) * 3;
            for (var x = 0; x < columns; x++, from += right * 3L, to += 3)
            {
                upright[to] = stored[(int)from];
                upright[to + 1] = stored[(int)from + 1];
                upright[to + 2] = stored[(int)from + 2];
            }
        }
    }
}
