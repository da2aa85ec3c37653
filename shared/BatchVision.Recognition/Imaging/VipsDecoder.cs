using System.Diagnostics;
using BatchVision.Contracts;
using NetVips;

namespace BatchVision.Recognition.Imaging;

/// <summary>Decodes every format, and every JPEG that the fast path leaves: the judge of what is a picture.</summary>
internal sealed class VipsDecoder(ImageLimits limits, bool readGps)
{
    // A failing file is decoded again until its reason is known: another thread may have taken the message out of the shared buffer, and
    // a full buffer takes no new one. Without it the status would depend on what other threads do. Time is still bounded by the deadline.
    private const int Attempts = 3;

    /// <summary>Leaves an upright raster in the scratch, or says why not.</summary>
    /// <param name="data">The encoded file.</param>
    /// <param name="format">Which loader; libvips never guesses.</param>
    /// <param name="inputs">What the picture must serve.</param>
    /// <param name="scratch">Receives the raster.</param>
    /// <param name="started">Stopwatch time at which the decode began.</param>
    public Decoded Decode(
        ReadOnlySpan<byte> data, ImageFormat format, IReadOnlyList<InputSpec> inputs, DecodeScratch scratch, long started)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return DecodeOnce(data, format, inputs, scratch, started);
            }
            catch (VipsException exception)
            {
                // The first message may carry lines of earlier pictures; reading it has emptied the buffer.
                var reason = VipsErrors.Reason(exception, format);
                if (attempt == Attempts || (attempt > 1 && reason is not null))
                    return VipsErrors.ToRejection(reason, format);
            }
        }
    }

    private Decoded DecodeOnce(
        ReadOnlySpan<byte> data, ImageFormat format, IReadOnlyList<InputSpec> inputs, DecodeScratch scratch, long started)
    {
        Image? image = null;
        try
        {
            // One native copy: libvips works on its own threads, which must not depend on a pinned span.
            using var source = Source.NewFromMemory(data);
            image = Open(source, format, shrink: 1);
            int width = image.Width, height = image.Height;
            if (LimitCheck.Size(limits, width, height) is { } rejected)
                return rejected;
            if (LimitCheck.Frames(limits, Pages(image)) is { } tooMany)
                return tooMany;

            var exif = Exif(image, format);
            var swaps = Orientation.SwapsSides(exif.Orientation);
            var (uprightWidth, uprightHeight) = swaps ? (height, width) : (width, height);

            // JPEG shrinks while it is decoded, everything else by a box filter behind the decoder.
            var whileDecoding = format == ImageFormat.Jpeg;
            var factor = whileDecoding
                ? Reduction.PowerOfTwo(inputs, uprightWidth, uprightHeight)
                : Reduction.Whole(inputs, uprightWidth, uprightHeight);
            if (whileDecoding && factor > 1)
                VipsColors.Next(ref image, Open(source, format, factor));

            if (VipsColors.Convert(ref image) is { } undefined)
                return new Rejection(ImageStatus.Unsupported, undefined);
            if (!whileDecoding && factor > 1)
                VipsColors.Next(ref image, image.Shrink(factor, factor, ceil: true));

            if (Run(image, exif.Orientation, scratch, started) is { } failed)
                return failed;
            var (rasterWidth, rasterHeight) = swaps ? (image.Height, image.Width) : (image.Width, image.Height);
            return Decoded.Of(uprightWidth, uprightHeight, rasterWidth, rasterHeight, factor, exif);
        }
        finally
        {
            image?.Dispose();
        }
    }

    private Rejection? Run(Image image, int orientation, DecodeScratch scratch, long started)
    {
        using var deadline = new VipsDeadline(image, limits.DecodeTimeout - Stopwatch.GetElapsedTime(started));
        var pixels = IntPtr.Zero;
        try
        {
            pixels = image.WriteToMemory(out var size);
            Keep(pixels, (int)size, image, orientation, scratch);
            return null;
        }
        catch (VipsException) when (deadline.Expired)
        {
            return new Rejection(ImageStatus.TimedOut, $"Decoding did not end within {limits.DecodeTimeout.TotalSeconds:0.###} s.");
        }
        finally
        {
            if (pixels != IntPtr.Zero)
                NetVips.NetVips.Free(pixels);
        }
    }

    private static unsafe void Keep(IntPtr pixels, int size, Image image, int orientation, DecodeScratch scratch)
    {
        var upright = new Span<byte>(scratch.Upright.Reserve(size), size);
        Orientation.Apply(orientation, new ReadOnlySpan<byte>((void*)pixels, size), image.Width, image.Height, upright);
    }

    // FailOn.Error: a truncated file or broken entropy data is corrupt, because a picture that is half grey would be labelled without
    // anyone noticing. Warnings pass: stray bytes between markers or a bad colour profile harm no pixel, and many cameras write them.
    private static Image Open(Source source, ImageFormat format, int shrink) => format switch
    {
        ImageFormat.Jpeg => Image.JpegloadSource(source, shrink: shrink, access: Enums.Access.Sequential, failOn: Enums.FailOn.Error),
        ImageFormat.Png => Image.PngloadSource(source, access: Enums.Access.Sequential, failOn: Enums.FailOn.Error),
        ImageFormat.Webp => Image.WebploadSource(source, access: Enums.Access.Sequential, failOn: Enums.FailOn.Error),
        ImageFormat.Gif => Image.GifloadSource(source, access: Enums.Access.Sequential, failOn: Enums.FailOn.Error),
        ImageFormat.Tiff => Image.TiffloadSource(source, access: Enums.Access.Sequential, failOn: Enums.FailOn.Error),
        _ => Image.HeifloadSource(source, access: Enums.Access.Sequential, failOn: Enums.FailOn.Error),
    };

    private static int Pages(Image image) => image.Contains("n-pages") ? Convert.ToInt32(image.Get("n-pages"), null) : 1;

    private ExifFacts Exif(Image image, ImageFormat format)
    {
        var exif = image.Contains("exif-data") && image.Get("exif-data") is byte[] block ? ExifReader.Read(block, readGps) : ExifFacts.None;
        return format switch
        {
            // HEIF turns by its own boxes, which the loader has applied; EXIF only repeats them (ISO/IEC 23008-12, 6.5.10).
            ImageFormat.Avif or ImageFormat.Heif => exif with { Orientation = 1 },
            // TIFF has the tag in the file's own directory.
            ImageFormat.Tiff => exif with { Orientation = image.Contains("orientation") && image.Get("orientation") is int and >= 1 and <= 8 and var tag ? tag : 1 },
            _ => exif,
        };
    }
}
