using System.Globalization;

namespace BatchVision.Cli;

/// <summary>A stretch of time as people write it: 12h, 90d, 52w; at most ten years.</summary>
internal static class CliDuration
{
    private const int MaxDays = 3650;

    public static bool TryParse(string text, out TimeSpan duration)
    {
        duration = default;
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
        duration = TimeSpan.FromDays(days.Value);
        return true;
    }
}
