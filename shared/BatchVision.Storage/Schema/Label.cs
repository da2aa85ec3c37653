using Microsoft.EntityFrameworkCore;

namespace BatchVision.Storage.Schema;

[Comment("What a model can say.")]
internal sealed class Label
{
    [Comment("Number of the label.")]
    public int LabelId { get; set; }

    [Comment("The model.")]
    public int ModelId { get; set; }

    [Comment("Position in the model's output, from 0.")]
    public int ClassIndex { get; set; }

    [Comment("The label as the model's labels.txt has it.")]
    public required string Name { get; set; }
}
