using System.Globalization;
using BatchVision.Cli.Query;

namespace BatchVision.Cli.Export;

/// <summary>Times that SQLite holds as text, by ISO 8601.</summary>
internal static class SqliteTimes
{
    // What is kept: microseconds, of which text without a zone is UTC, as SQLite's own functions have it.
    private static readonly string[] Instants =
    [
        "yyyy-MM-dd'T'HH:mm:ss.FFFFFFK", "yyyy-MM-dd HH:mm:ss.FFFFFFK", "yyyy-MM-dd'T'HH:mmK", "yyyy-MM-dd HH:mmK", "yyyy-MM-dd",
    ];

    public static bool IsInstant(string text) => TryInstant(text, out _);

    public static bool IsDate(string text) => TryDate(text, out _);

    /// <exception cref="UnfitValueException">It is no time.</exception>
    public static DateTime Instant(string text) => TryInstant(text, out var time)
        ? time
        : throw new UnfitValueException($"'{text}' is no timestamp, which the column is by its name, its declaration or its first rows; cast it in the query, or name it otherwise.");

    /// <exception cref="UnfitValueException">It is no day.</exception>
    public static DateOnly Date(string text) => TryDate(text, out var date)
        ? date
        : throw new UnfitValueException($"'{text}' is no date, which the column is by its name, its declaration or its first rows; cast it in the query, or name it otherwise.");

    private static bool TryInstant(string text, out DateTime time) => DateTime.TryParseExact(
        text, Instants, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out time);

    private static bool TryDate(string text, out DateOnly date) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out date);
}
