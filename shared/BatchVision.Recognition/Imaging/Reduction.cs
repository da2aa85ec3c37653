namespace BatchVision.Recognition.Imaging;

/// <summary>How far a picture may shrink while it is decoded and still serve every model at full quality.</summary>
internal static class Reduction
{
    // The perceptual hash means over 32 × 32 cells. Its cells end at whole pixels: with one or two of them a cell, one picture's hashes at
    // two sizes differ in up to 10 bits, with four in up to 4 (100 photographs of ImageNet).
    private const int MinSide = 4 * PerceptualHash.Samples;

    /// <summary>
    /// Largest factor of 1, 2, 4, 8: what libjpeg does while decoding at little more than its cost on the smaller picture. Its other
    /// eighths use slower transforms.
    /// </summary>
    public static int PowerOfTwo(IReadOnlyList<InputSpec> inputs, int uprightWidth, int uprightHeight)
    {
        var factor = 8;
        while (factor > 1 && !Serves(inputs, uprightWidth, uprightHeight, factor))
            factor /= 2;
        return factor;
    }

    /// <summary>Largest whole factor, for the box filter that follows other decoders.</summary>
    public static int Whole(IReadOnlyList<InputSpec> inputs, int uprightWidth, int uprightHeight)
    {
        var factor = Math.Max(1, Math.Min(uprightWidth, uprightHeight) / MinSide);
        for (var i = 0; i < inputs.Count; i++)
        {
            var placement = Placement.Of(inputs[i], uprightWidth, uprightHeight);
            factor = Math.Min(factor, uprightWidth / Math.Max(1, placement.ResizedWidth));
            factor = Math.Min(factor, uprightHeight / Math.Max(1, placement.ResizedHeight));
        }

        return Math.Max(1, factor);
    }

    // At least 1× the resized picture on both sides: the last, antialiased step then only ever shrinks, as it would have done alone.
    private static bool Serves(IReadOnlyList<InputSpec> inputs, int uprightWidth, int uprightHeight, int factor)
    {
        // Rounded down, as libvips cuts partial pixels off; libjpeg alone keeps them.
        var width = uprightWidth / factor;
        var height = uprightHeight / factor;
        if (width < MinSide || height < MinSide)
            return false;

        for (var i = 0; i < inputs.Count; i++)
        {
            var placement = Placement.Of(inputs[i], uprightWidth, uprightHeight);
            if (width < placement.ResizedWidth || height < placement.ResizedHeight)
                return false;
        }

        return true;
    }
}
