using System.Globalization;
using BatchVision.Storage.Queries;

namespace BatchVision.Cli.Query;

/// <summary>Times as ISO 8601.</summary>
internal static class TimeText
{
    private const long TicksPerMicrosecond = 10;

    /// <summary>A moment as <c>2026-11-23T08:30:00.5Z</c>, local time without the Z, a day without the time; or "infinity", as PostgreSQL says.</summary>
    public static string Of(QueryValue value) => value.AsTime switch
    {
        QueryValue.Infinity => "infinity",
        QueryValue.MinusInfinity => "-infinity",
        _ => value.Type switch
        {
            QueryType.Instant => Time(value).ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFF'Z'", CultureInfo.InvariantCulture),
            QueryType.LocalTime => Time(value).ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFF", CultureInfo.InvariantCulture),
            _ => Date(value).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        },
    };

    /// <exception cref="UnfitValueException">It is outside of the years 1 to 9999, or infinite.</exception>
    public static DateTime Time(QueryValue value)
    {
        var kind = value.Type == QueryType.Instant ? DateTimeKind.Utc : DateTimeKind.Unspecified;
        var microseconds = value.AsTime;
        return microseconds >= (DateTime.MinValue.Ticks - DateTime.UnixEpoch.Ticks) / TicksPerMicrosecond
            && microseconds <= (DateTime.MaxValue.Ticks - DateTime.UnixEpoch.Ticks) / TicksPerMicrosecond
            ? new DateTime(DateTime.UnixEpoch.Ticks + microseconds * TicksPerMicrosecond, kind)
            : throw Outside();
    }

    /// <exception cref="UnfitValueException">It is outside of the years 1 to 9999, or infinite.</exception>
    public static DateOnly Date(QueryValue value)
    {
        var epoch = DateOnly.FromDateTime(DateTime.UnixEpoch).DayNumber;
        return value.AsTime >= -epoch && value.AsTime <= DateOnly.MaxValue.DayNumber - epoch
            ? DateOnly.FromDayNumber((int)value.AsTime + epoch)
            : throw Outside();
    }

    private static UnfitValueException Outside() => new("the time is infinite or outside of the years 1 to 9999; cast it to text in the query.");
}
