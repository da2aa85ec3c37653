using Microsoft.EntityFrameworkCore;

namespace BatchVision.Storage.Schema;

[Comment("What a model found in an image: a label, or a label in a box.")]
internal sealed class Prediction
{
    [Comment("The image.")]
    public long ImageId { get; set; }

    [Comment("The model version.")]
    public int ModelId { get; set; }

    [Comment("From 1, by falling score.")]
    public int Rank { get; set; }

    [Comment("What was found.")]
    public int LabelId { get; set; }

    [Comment("0 to 1, as the model gives it; kept from the model's floor up.")]
    public float Score { get; set; }

    [Comment("Left edge of the box as a share of the image's width; null, as all four, where the model gives no boxes.")]
    public float? X { get; set; }

    [Comment("Top edge of the box as a share of the image's height.")]
    public float? Y { get; set; }

    [Comment("Width of the box as a share of the image's width.")]
    public float? Width { get; set; }

    [Comment("Height of the box as a share of the image's height.")]
    public float? Height { get; set; }

    [Comment("ingested_on of the image: what these rows are partitioned by, where they are.")]
    public DateOnly IngestedOn { get; set; }
}
