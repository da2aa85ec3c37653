using Microsoft.EntityFrameworkCore;

namespace BatchVision.Storage.Schema;

[Comment("One of the eight bytes of a listed hash, to find near ones by: hashes that differ in at most seven bits share a byte.")]
internal sealed class BlocklistBand
{
    [Comment("0 to 7, from the lowest byte.")]
    public int Band { get; set; }

    [Comment("The byte, 0 to 255.")]
    public int Value { get; set; }

    [Comment("The entry.")]
    public int BlocklistId { get; set; }
}
