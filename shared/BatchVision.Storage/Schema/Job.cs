namespace BatchVision.Storage.Schema;

internal sealed class Job
{
    public Guid JobId { get; set; }

    public int SourceId { get; set; }

    /// <summary>Hash of what was asked for; an unfinished job with the same key is resumed.</summary>
    public required string RequestKey { get; set; }

    public required string Status { get; set; }

    public long? ImageLimit { get; set; }

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
