using Microsoft.EntityFrameworkCore;

namespace BatchVision.Storage.Schema;

[Comment("A back-fill that is repeated.")]
internal sealed class Schedule
{
    [Comment("Number of the schedule.")]
    public int ScheduleId { get; set; }

    [Comment("Name; unique.")]
    public required string Name { get; set; }

    [Comment("Five fields, as in crontab.")]
    public required string Cron { get; set; }

    [Comment("IANA name of the time zone of the fields.")]
    public required string TimeZone { get; set; }

    [Comment("What each job recognizes.")]
    public required string Source { get; set; }

    [Comment("JSON array of model names; resolved at each firing, so that a schedule takes up new versions.")]
    public required string Models { get; set; }

    [Comment("Queue: live or backfill.")]
    public required string Lane { get; set; }

    [Comment("missing or all, as of a job.")]
    public required string Mode { get; set; }

    [Comment("Most images of a job; null for all.")]
    public long? ImageLimit { get; set; }

    [Comment("Fastest rate of sending, in images per second; null for no limit.")]
    public double? ImagesPerSecond { get; set; }

    [Comment("Does not fire while true.")]
    public bool Paused { get; set; }

    [Comment("Why the last firing made no job; null when it did.")]
    public string? Error { get; set; }

    [Comment("When it fires next; moved on by whoever fires, which is how one firing happens once.")]
    public DateTimeOffset NextAt { get; set; }

    [Comment("When it was made.")]
    public DateTimeOffset CreatedAt { get; set; }
}
