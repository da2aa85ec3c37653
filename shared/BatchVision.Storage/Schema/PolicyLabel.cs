using Microsoft.EntityFrameworkCore;

namespace BatchVision.Storage.Schema;

[Comment("What a policy's rules come to for the labels there are: kept up when a policy is applied and when a label is added.")]
internal sealed class PolicyLabel
{
    [Comment("The policy version.")]
    public int PolicyId { get; set; }

    [Comment("The label.")]
    public int LabelId { get; set; }

    [Comment("The category it counts for.")]
    public int PolicyCategoryId { get; set; }

    [Comment("The label's score is multiplied by this: above 0, at most 1.")]
    public float Weight { get; set; }

    [Comment("Lower scores of the label do not count.")]
    public float MinScore { get; set; }
}
