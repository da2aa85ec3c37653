using Microsoft.EntityFrameworkCore;

namespace BatchVision.Storage.Schema;

[Comment("The newest event seen of an object: older ones that come late, and repeats, are told by it.")]
internal sealed class ObjectEvent
{
    [Comment("The bucket.")]
    public int SourceId { get; set; }

    [Comment("The object.")]
    public required string Key { get; set; }

    [Comment("Fixed-length lower-case hex, so that text order is event order.")]
    public required string Sequencer { get; set; }
}
