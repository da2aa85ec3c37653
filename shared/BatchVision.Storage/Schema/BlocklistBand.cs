namespace BatchVision.Storage.Schema;

/// <summary>One of the eight bytes of a listed hash, to find near ones by: hashes that differ in at most seven bits share a byte.</summary>
internal sealed class BlocklistBand
{
    /// <summary>0 to 7, from the lowest byte.</summary>
    public int Band { get; set; }

    public int Value { get; set; }

    public int BlocklistId { get; set; }
}
