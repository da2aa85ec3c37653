namespace BatchVision.Storage.Schema;

internal sealed class Model
{
    public int ModelId { get; set; }

    public required string Name { get; set; }

    public required string Version { get; set; }

    public required string Task { get; set; }

    public required string Fingerprint { get; set; }

    /// <summary>When a worker last said that it has this model loaded; a name alone means the newest.</summary>
    public DateTimeOffset? OfferedAt { get; set; }
}
