namespace BatchVision.Recognition.Imaging;

/// <summary>The formats that are decoded; everything else is refused before a decoder sees it.</summary>
internal enum ImageFormat
{
    /// <summary>JPEG, and MPO, whose first picture is a plain JPEG.</summary>
    Jpeg,

    /// <summary>PNG; of an animation the still picture.</summary>
    Png,

    /// <summary>WebP, first frame.</summary>
    Webp,

    /// <summary>GIF, first frame.</summary>
    Gif,

    /// <summary>TIFF and BigTIFF, first page.</summary>
    Tiff,

    /// <summary>AV1 in HEIF.</summary>
    Avif,

    /// <summary>Any other codec in HEIF: decoded where the native library has the codec (HEVC usually is absent).</summary>
    Heif,
}
