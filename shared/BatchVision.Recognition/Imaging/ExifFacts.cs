namespace BatchVision.Recognition.Imaging;

/// <summary>The four things we take from EXIF.</summary>
/// <param name="Orientation">1..8 as in the standard; 1 where absent or nonsense.</param>
/// <param name="CapturedAt">DateTimeOriginal; UTC where the file gives no offset.</param>
/// <param name="Latitude">Degrees north.</param>
/// <param name="Longitude">Degrees east.</param>
internal readonly record struct ExifFacts(int Orientation, DateTimeOffset? CapturedAt, double? Latitude, double? Longitude)
{
    /// <summary>What a file without EXIF says.</summary>
    public static ExifFacts None => new(1, null, null, null);
}
