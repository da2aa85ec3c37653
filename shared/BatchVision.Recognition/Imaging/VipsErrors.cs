using BatchVision.Contracts;
using NetVips;

namespace BatchVision.Recognition.Imaging;

/// <summary>Turns what libvips says into a status and one sentence.</summary>
internal static class VipsErrors
{
    private const int MaxReason = 200;

    /// <summary>Permanent failures become data; lack of memory is about this process and is thrown.</summary>
    /// <exception cref="InsufficientMemoryException">libvips could not allocate.</exception>
    public static Rejection ToRejection(VipsException exception, ImageFormat format)
    {
        var message = exception.Message;
        if (Says(message, "out of memory"))
            throw new InsufficientMemoryException("libvips could not allocate memory for a picture.", exception);

        var status = Says(message, "unsupported") || Says(message, "not supported") || Says(message, "unimplemented")
            ? ImageStatus.Unsupported
            : ImageStatus.Corrupt;
        return new Rejection(status, $"{format} decoder: {FirstLine(message)}");
    }

    private static bool Says(string message, string words) => message.Contains(words, StringComparison.OrdinalIgnoreCase);

    // The exception repeats libvips' error buffer: a heading, then a line for each complaint, some of them quoting the file.
    private static string FirstLine(string message)
    {
        var lines = message.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        var line = lines.Length > 1 ? lines[1] : lines.FirstOrDefault("failed");
        line = string.Concat(line.Where(character => !char.IsControl(character)));
        return line.Length > MaxReason ? line[..MaxReason] : line;
    }
}
