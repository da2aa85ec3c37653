namespace BatchVision.Storage.Schema;

/// <summary>The newest event seen of an object: older ones that come late, and repeats, are told by it.</summary>
internal sealed class ObjectEvent
{
    public int SourceId { get; set; }

    public required string Key { get; set; }

    /// <summary>Fixed-length lower-case hex, so that text order is event order.</summary>
    public required string Sequencer { get; set; }
}
