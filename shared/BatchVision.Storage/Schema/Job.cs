namespace BatchVision.Storage.Schema;

internal sealed class Job
{
    public Guid JobId { get; set; }

    public int SourceId { get; set; }

    /// <summary>Hash of what was asked for; an unfinished job with the same key is resumed.</summary>
    public required string RequestKey { get; set; }

    public required string Lane { get; set; }

    public required string Mode { get; set; }

    /// <summary>Images come from events all day long instead of a listing.</summary>
    public bool Stream { get; set; }

    public required string Status { get; set; }

    public bool Paused { get; set; }

    /// <summary>Why the job failed or was paused by the system; null when nothing is wrong.</summary>
    public string? Error { get; set; }

    public long? ImageLimit { get; set; }

    public double? ImagesPerSecond { get; set; }

    /// <summary>Who asked: the name of an API key, of a schedule or of a user.</summary>
    public string? RequestedBy { get; set; }

    /// <summary>The firing of a schedule that made this job; unique with <see cref="Slot"/>, so that no slot fires twice.</summary>
    public int? ScheduleId { get; set; }

    public DateTimeOffset? Slot { get; set; }

    /// <summary>The process that plans and sends this job, until <see cref="LeasedUntil"/>.</summary>
    public string? LeaseOwner { get; set; }

    public DateTimeOffset? LeasedUntil { get; set; }

    public DateTimeOffset CreatedAt { get; set; }

    public DateTimeOffset? FinishedAt { get; set; }

    /// <summary>The last listed key; listing goes on after it.</summary>
    public string? Checkpoint { get; set; }

    public bool ListingDone { get; set; }

    public long Listed { get; set; }

    public long Ignored { get; set; }

    public long Skipped { get; set; }

    /// <summary>Set when the job closes; until then the chunks know.</summary>
    public long Recognized { get; set; }

    public long Failed { get; set; }
}
