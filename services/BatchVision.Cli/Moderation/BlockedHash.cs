using System.Globalization;
using System.Numerics;
using BatchVision.Recognition.Imaging;

namespace BatchVision.Cli.Moderation;

/// <summary>A perceptual hash as people give it: 16 hexadecimal digits, or the picture itself.</summary>
internal static class BlockedHash
{
    private const int Digits = 16;

    // Half of the bits of a picture with any detail are set, by the way the hash is made; flat ones have next to none, and would all be
    // taken for each other.
    private const int FewestBits = 20;

    // Larger than any picture, so that nothing is reduced and the hash is as sharp as it gets.
    private static readonly InputSpec Whole = new(
        ushort.MaxValue, ushort.MaxValue, TensorLayout.Nchw, TensorElement.Float32, ColorOrder.Rgb, new ResizeSpec(ResizeMode.Stretch), 1, [0, 0, 0], [1, 1, 1]);

    public static string Text(ulong hash) => hash.ToString("x16", CultureInfo.InvariantCulture);

    public static async Task<ulong> ReadAsync(string item, CancellationToken cancellationToken)
    {
        if (item.Length == Digits && ulong.TryParse(item, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var hash))
            return hash;
        if (!File.Exists(item))
            throw new CommandException(ExitCode.Usage, $"'{item}' is neither a file nor a hash of {Digits} hexadecimal digits.");

        using var scratch = new DecodeScratch();
        var decoded = new ImageDecoder(new ImageLimits()).Decode(await File.ReadAllBytesAsync(item, cancellationToken), [Whole], scratch);
        return decoded.Rejection is { } rejection
            ? throw new CommandException(ExitCode.Failure, $"'{item}' cannot be read: {rejection.Reason}")
            : decoded.Image.Facts.PerceptualHash;
    }

    /// <summary>Refuses a hash that stands for every picture without detail.</summary>
    public static void CheckTelling(ulong hash, string item)
    {
        if (BitOperations.PopCount(hash) is < FewestBits or > 64 - FewestBits)
            throw new CommandException(ExitCode.Failure, $"'{item}' has too little detail to be told from other pictures; it would block any plain one.");
    }
}
