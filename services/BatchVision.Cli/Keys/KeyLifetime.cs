using System.Globalization;

namespace BatchVision.Cli.Keys;

/// <summary>How long a key works, as people write it: 12h, 90d, 52w.</summary>
internal static class KeyLifetime
{
    private const int MaxDays = 3650;

    public static bool TryParse(string text, out TimeSpan lifetime)
    {
        lifetime = default;
        if (text.Length < 2 || !int.TryParse(text[..^1], NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            return false;

        double? days = text[^1] switch
        {
            'h' => number / 24.0,
            'd' => number,
            'w' => number * 7.0,
            _ => null,
        };
        if (days is not (> 0 and <= MaxDays))
            return false;
        lifetime = TimeSpan.FromDays(days.Value);
        return true;
    }
}
