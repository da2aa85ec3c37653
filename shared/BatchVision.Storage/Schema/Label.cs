namespace BatchVision.Storage.Schema;

internal sealed class Label
{
    public int LabelId { get; set; }

    public int ModelId { get; set; }

    public int ClassIndex { get; set; }

    public required string Name { get; set; }
}
