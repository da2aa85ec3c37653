using System.Globalization;

namespace BatchVision.Cli;

/// <summary>Sizes for people.</summary>
internal static class ByteText
{
    private const double Mebibyte = 1 << 20;

    public static string Of(long bytes) => bytes < Mebibyte
        ? string.Create(CultureInfo.InvariantCulture, $"{bytes / 1024.0:0.#} KiB")
        : string.Create(CultureInfo.InvariantCulture, $"{bytes / Mebibyte:0.#} MiB");
}
