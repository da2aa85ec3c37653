namespace BatchVision.Storage.Schema;

internal sealed class Prediction
{
    public long ImageId { get; set; }

    public int ModelId { get; set; }

    /// <summary>From 1, by falling score.</summary>
    public int Rank { get; set; }

    public int LabelId { get; set; }

    public float Score { get; set; }

    public float? X { get; set; }

    public float? Y { get; set; }

    public float? Width { get; set; }

    public float? Height { get; set; }
}
