namespace BatchVision.Storage.Schema;

/// <summary>A back-fill that is repeated.</summary>
internal sealed class Schedule
{
    public int ScheduleId { get; set; }

    public required string Name { get; set; }

    /// <summary>Five fields, as in crontab.</summary>
    public required string Cron { get; set; }

    /// <summary>IANA name.</summary>
    public required string TimeZone { get; set; }

    public required string Source { get; set; }

    /// <summary>JSON array of model names; resolved at each firing, so that a schedule takes up new versions.</summary>
    public required string Models { get; set; }

    public required string Lane { get; set; }

    public required string Mode { get; set; }

    public long? ImageLimit { get; set; }

    public double? ImagesPerSecond { get; set; }

    public bool Paused { get; set; }

    /// <summary>Why the last firing made no job; null when it did.</summary>
    public string? Error { get; set; }

    /// <summary>When it fires next; moved on by whoever fires, which is how one firing happens once.</summary>
    public DateTimeOffset NextAt { get; set; }

    public DateTimeOffset CreatedAt { get; set; }
}
