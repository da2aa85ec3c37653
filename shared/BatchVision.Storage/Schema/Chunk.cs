namespace BatchVision.Storage.Schema;

/// <summary>The outbox: a row is committed before its message is sent and closed with the rows of its result.</summary>
internal sealed class Chunk
{
    public Guid JobId { get; set; }

    public int Ordinal { get; set; }

    public Guid ChunkId { get; set; }

    /// <summary>Where the bytes are: the root that the keys are relative to.</summary>
    public int SourceId { get; set; }

    public required string Lane { get; set; }

    /// <summary>JSON array of model fingerprints.</summary>
    public required string Models { get; set; }

    /// <summary>JSON array of image references; null once the chunk is done, because the image rows hold them.</summary>
    public string? Refs { get; set; }

    public int ImageCount { get; set; }

    public required string Status { get; set; }

    /// <summary>Times it was sent in vain: no answer in time, or a fault.</summary>
    public int Attempts { get; set; }

    /// <summary>What went wrong the last time.</summary>
    public string? Error { get; set; }

    public DateTimeOffset? SentAt { get; set; }

    public DateTimeOffset? DoneAt { get; set; }

    public int Recognized { get; set; }

    public int Failed { get; set; }
}
