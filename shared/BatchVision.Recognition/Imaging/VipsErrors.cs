using BatchVision.Contracts;
using NetVips;

namespace BatchVision.Recognition.Imaging;

/// <summary>
/// Turns what libvips says into a status and one sentence. Its error buffer belongs to the process: threads share it, reading an error
/// empties it, and warnings of pictures that decoded stay in it. So only lines of the format's own loader are believed.
/// </summary>
internal static class VipsErrors
{
    private const int MaxReason = 200;

    private static readonly string[] Refusals = ["unsupported", "not supported", "unimplemented", "not implemented"];

    /// <summary>What ended the decode: the last line of the format's loader, as warnings come before it; null where there is none.</summary>
    /// <exception cref="InsufficientMemoryException">libvips could not allocate, which is about this process and not about the file.</exception>
    public static string? Reason(VipsException exception, ImageFormat format)
    {
        if (exception.Message.Contains("out of memory", StringComparison.OrdinalIgnoreCase))
            throw new InsufficientMemoryException("libvips could not allocate memory for a picture.", exception);

        var line = exception.Message
            .Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .LastOrDefault(line => IsFrom(format, line));
        if (line is null)
            return null;
        line = string.Concat(line.Where(character => !char.IsControl(character)));
        return line.Length > MaxReason ? line[..MaxReason] : line;
    }

    /// <summary>The rejection for a reason, or for none.</summary>
    public static Rejection ToRejection(string? reason, ImageFormat format)
    {
        if (reason is null)
            return new Rejection(ImageStatus.Corrupt, $"The {format} data is damaged or cut short.");
        var refused = Refusals.Any(refusal => reason.Contains(refusal, StringComparison.OrdinalIgnoreCase));
        return new Rejection(refused ? ImageStatus.Unsupported : ImageStatus.Corrupt, $"The {format} decoder says: {reason}");
    }

    // "unable to call jpegload_source" is the heading that the binding adds; the domain before the colon is libvips'.
    private static bool IsFrom(ImageFormat format, string line)
    {
        var domain = format switch
        {
            ImageFormat.Jpeg => "jpeg",
            ImageFormat.Png => "png",
            ImageFormat.Webp => "webp",
            ImageFormat.Gif => "gif",
            ImageFormat.Tiff => "tiff",
            _ => "heif",
        };
        var colon = line.IndexOf(':', StringComparison.Ordinal);
        return colon > 0 && line.AsSpan(0, colon).Contains(domain, StringComparison.OrdinalIgnoreCase);
    }
}
