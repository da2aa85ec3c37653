namespace BatchVision.Storage.Schema;

/// <summary>A known-bad image. Entries that are taken off stay as rows: verdicts of the past name them.</summary>
internal sealed class BlocklistEntry
{
    public int BlocklistId { get; set; }

    /// <summary>64-bit perceptual hash, as <see cref="Image.PerceptualHash"/>.</summary>
    public long Hash { get; set; }

    public required string Reason { get; set; }

    public DateTimeOffset AddedAt { get; set; }

    /// <summary>When it was taken off; null while it counts.</summary>
    public DateTimeOffset? RemovedAt { get; set; }
}
