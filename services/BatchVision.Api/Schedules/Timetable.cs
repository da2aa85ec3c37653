using System.Diagnostics.CodeAnalysis;
using System.Security;
using BatchVision.Api.Problems;
using Cronos;

namespace BatchVision.Api.Schedules;

/// <summary>When a schedule fires: five fields of cron, read in a time zone. Hours that a change of clocks skips or repeats count once.</summary>
internal sealed class Timetable
{
    public const string Example = "for example 0 3 * * 1-5 (at 03:00 from Monday to Friday)";
    private const int Shown = 3;

    // Cronos cannot count beyond it, and a schedule that never fires again is stored with the last time there is.
    private static readonly DateTimeOffset End = new(2499, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly CronExpression _cron;
    private readonly TimeZoneInfo _zone;

    private Timetable(CronExpression cron, TimeZoneInfo zone) => (_cron, _zone) = (cron, zone);

    /// <summary>Null, and the reason among the errors, when the fields or the zone are no good.</summary>
    public static Timetable? Read(string cron, string timeZone, FieldErrors errors)
    {
        var expression = ReadCron(cron, errors);
        if (!TryFindZone(timeZone, out var zone))
        {
            errors.Add("timeZone", $"'{timeZone}' is no IANA time zone; give one, for example Europe/Berlin or UTC.");
        }

        return expression is null || zone is null ? null : new Timetable(expression, zone);
    }

    /// <summary>The first firing after a time, UTC; null when there is none.</summary>
    public DateTimeOffset? Next(DateTimeOffset after) => after < End ? _cron.GetNextOccurrence(after, _zone)?.ToUniversalTime() : null;

    /// <summary>The given firing and those that follow it, with the offset of the zone.</summary>
    public List<DateTimeOffset> From(DateTimeOffset first)
    {
        var firings = new List<DateTimeOffset>(Shown);
        for (DateTimeOffset? next = first; next is { } time && firings.Count < Shown; next = Next(time))
        {
            firings.Add(TimeZoneInfo.ConvertTime(time, _zone));
        }

        return firings;
    }

    private static CronExpression? ReadCron(string text, FieldErrors errors)
    {
        var fields = text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        if (fields.Length != 5)
        {
            errors.Add("cron", $"It has {fields.Length} fields; give five: minute, hour, day of month, month and day of week, {Example}.");
            return null;
        }

        // H picks a time by itself, and would pick another one wherever it is read. THU is a day.
        if (text.Replace("THU", "", StringComparison.OrdinalIgnoreCase).Contains('H', StringComparison.OrdinalIgnoreCase))
        {
            errors.Add("cron", $"'H' is not read here; give five fields of numbers, {Example}.");
            return null;
        }

        try
        {
            return CronExpression.Parse(text, CronFormat.Standard);
        }
        catch (CronFormatException e)
        {
            errors.Add("cron", $"{e.Message.TrimEnd('.')}; give five fields, {Example}.");
            return null;
        }
    }

    private static bool TryFindZone(string name, [NotNullWhen(true)] out TimeZoneInfo? zone)
    {
        zone = null;
        try
        {
            // The zone's file is looked up by its name, so the name must not be a path.
            zone = name.All(c => char.IsAsciiLetterOrDigit(c) || c is '/' or '_' or '-' or '+') ? TimeZoneInfo.FindSystemTimeZoneById(name) : null;
        }
        catch (Exception e) when (e is TimeZoneNotFoundException or InvalidTimeZoneException or SecurityException)
        {
        }

        return zone is not null;
    }
}
