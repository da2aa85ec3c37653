using System.Globalization;
using BatchVision.Contracts;

namespace BatchVision.Recognition.Imaging;

/// <summary>Holds what a header claims against <see cref="ImageLimits"/>; each reason gives the number and its limit.</summary>
internal static class LimitCheck
{
    // A scan passes over every block of the picture, however little it holds, so scans times pixels is what a progressive JPEG costs.
    // Encoders write about 10; at the largest allowed picture this many take some seconds.
    private const int MaxScansAtMaxPixels = 40;

    // One span holds the raster.
    private const long MaxRasterBytes = int.MaxValue - 1024;

    public static Rejection? Bytes(ImageLimits limits, long bytes) => bytes > limits.MaxBytes
        ? Reject(ImageStatus.TooLarge, $"The file has {bytes:N0} bytes; the limit is {limits.MaxBytes:N0}.")
        : null;

    public static Rejection? Size(ImageLimits limits, int width, int height)
    {
        if (width <= 0 || height <= 0)
            return Reject(ImageStatus.Corrupt, $"The header says {width:N0} × {height:N0} pixels.");
        if (Math.Max(width, height) > limits.MaxSide)
            return Reject(ImageStatus.TooManyPixels, $"The picture is {width:N0} × {height:N0}; the longest side allowed is {limits.MaxSide:N0}.");

        var pixels = (long)width * height;
        var limit = Math.Min(limits.MaxPixels, MaxRasterBytes / 3);
        return pixels > limit
            ? Reject(ImageStatus.TooManyPixels, $"The picture is {width:N0} × {height:N0} = {pixels:N0} pixels; the limit is {limit:N0}.")
            : null;
    }

    public static Rejection? Frames(ImageLimits limits, int frames) => frames > limits.MaxFrames
        ? Reject(ImageStatus.TooManyPixels, $"The file has {frames:N0} frames; the limit is {limits.MaxFrames:N0}.")
        : null;

    public static Rejection? Scans(ImageLimits limits, int scans, int width, int height)
    {
        var work = (long)scans * width * height;
        var limit = limits.MaxPixels * MaxScansAtMaxPixels;
        return work > limit
            ? Reject(ImageStatus.TooManyPixels, $"{scans:N0} scans of {width:N0} × {height:N0} are {work:N0} pixels to decode; the limit is {limit:N0}.")
            : null;
    }

    private static Rejection Reject(ImageStatus status, FormattableString reason) =>
        new(status, reason.ToString(CultureInfo.InvariantCulture));
}
