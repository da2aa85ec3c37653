using BatchVision.Contracts;
using BatchVision.Objects;
using BatchVision.Recognition.Imaging;
using NetVips;

namespace BatchVision.Cli.Report;

/// <summary>Small upright sRGB JPEGs without metadata, for the gallery.</summary>
internal sealed class Thumbnails(ObjectStores stores)
{
    /// <summary>Longest side in pixels: a card is about 300 wide.</summary>
    public const int Side = 320;

    /// <summary>Nothing larger was recognised.</summary>
    private static readonly long MaxBytes = new ImageLimits().MaxBytes;

    private static readonly double[] BehindTransparency = [255, 255, 255];

    /// <summary>Null where the object has gone, has changed or can no longer be read: a report does without one picture.</summary>
    public async ValueTask<byte[]?> OfAsync(ReportImage image, CancellationToken cancellationToken)
    {
        try
        {
            var fetched = await stores.OpenStore(image.Root).FetchAsync(new ImageRef(image.Key, image.ETag, 0), MaxBytes, cancellationToken);
            using var bytes = fetched.Bytes;
            return bytes is null ? null : Shrink(bytes.Memory.Span);
        }
        catch (Exception exception) when (exception is VipsException or IOException)
        {
            return null;
        }
    }

    private static byte[] Shrink(ReadOnlySpan<byte> bytes)
    {
        using var small = Image.ThumbnailBuffer(bytes.ToArray(), Side, height: Side, size: Enums.Size.Down, outputProfile: "srgb");
        using var opaque = small.HasAlpha() ? small.Flatten(background: BehindTransparency) : small.Copy();
        return opaque.JpegsaveBuffer(q: 78, optimizeCoding: true, keep: Enums.ForeignKeep.None);
    }
}
