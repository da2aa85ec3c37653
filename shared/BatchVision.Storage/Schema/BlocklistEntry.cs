using Microsoft.EntityFrameworkCore;

namespace BatchVision.Storage.Schema;

[Comment("A known-bad image. Entries that are taken off stay as rows: verdicts of the past name them.")]
internal sealed class BlocklistEntry
{
    [Comment("Number of the entry.")]
    public int BlocklistId { get; set; }

    [Comment("64-bit perceptual hash, as image.perceptual_hash; unique.")]
    public long Hash { get; set; }

    [Comment("Why it is listed, for people.")]
    public required string Reason { get; set; }

    [Comment("When it was listed.")]
    public DateTimeOffset AddedAt { get; set; }

    [Comment("When it was taken off; null while it counts.")]
    public DateTimeOffset? RemovedAt { get; set; }
}
