using NetVips;

namespace BatchVision.Cli.Report;

/// <summary>Small upright sRGB JPEGs without metadata, for the gallery.</summary>
internal static class Thumbnails
{
    /// <summary>Longest side in pixels: a card is about 300 wide.</summary>
    public const int Side = 320;

    private static readonly double[] BehindTransparency = [255, 255, 255];

    /// <summary>Null where the file has gone or can no longer be read: a report does without one picture.</summary>
    public static byte[]? Of(ReportImage image)
    {
        if (image.Path is null || !File.Exists(image.Path))
            return null;

        try
        {
            using var small = Image.Thumbnail(image.Path, Side, height: Side, size: Enums.Size.Down, outputProfile: "srgb");
            using var opaque = small.HasAlpha() ? small.Flatten(background: BehindTransparency) : small.Copy();
            return opaque.JpegsaveBuffer(q: 78, optimizeCoding: true, keep: Enums.ForeignKeep.None);
        }
        catch (VipsException)
        {
            return null;
        }
    }
}
