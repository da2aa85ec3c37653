using System.ComponentModel.DataAnnotations;

namespace BatchVision.Contracts.Rest;

/// <summary>A job that is made again and again.</summary>
/// <param name="Name">Unique name.</param>
/// <param name="Cron">Five fields, as in crontab.</param>
/// <param name="TimeZone">IANA name of the zone the fields are read in.</param>
/// <param name="Source">What each job lists.</param>
/// <param name="Models">Model names, resolved at each firing; empty means the newest of all that are offered then.</param>
/// <param name="Lane">live or backfill.</param>
/// <param name="Mode">missing or all.</param>
/// <param name="ImageLimit">Listing stops after this many images; null for no limit.</param>
/// <param name="ImagesPerSecond">Most images sent a second; null for no limit.</param>
/// <param name="Paused">True when it does not fire.</param>
/// <param name="NextFirings">The next three firings; none while it is paused.</param>
/// <param name="Error">Why the last firing made no job; null when it did.</param>
/// <param name="LastJobId">The job of the last firing; null before the first.</param>
public sealed record ScheduleDocument(
    string Name,
    string Cron,
    string TimeZone,
    string Source,
    IReadOnlyList<string> Models,
    [property: AllowedValues("live", "backfill")] string Lane,
    [property: AllowedValues("missing", "all")] string Mode,
    long? ImageLimit,
    double? ImagesPerSecond,
    bool Paused,
    IReadOnlyList<DateTimeOffset> NextFirings,
    string? Error,
    Guid? LastJobId);
