namespace BatchVision.Storage.Schema;

internal sealed class Source
{
    public int SourceId { get; set; }

    public required string Uri { get; set; }
}
