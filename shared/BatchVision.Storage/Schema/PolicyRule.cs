using Microsoft.EntityFrameworkCore;

namespace BatchVision.Storage.Schema;

[Comment("One label of one rule of a policy, as a pattern.")]
internal sealed class PolicyRule
{
    [Comment("The policy version.")]
    public int PolicyId { get; set; }

    [Comment("From 1, in the order of the file: of two rules for a label and a category the first counts.")]
    public int Ordinal { get; set; }

    [Comment("The category.")]
    public int PolicyCategoryId { get; set; }

    [Comment("Label, for LIKE, in lower case, without underscores.")]
    public required string LabelPattern { get; set; }

    [Comment("Model name, for LIKE, in lower case.")]
    public required string ModelPattern { get; set; }

    [Comment("Task of the models; null for any.")]
    public string? Task { get; set; }

    [Comment("Above 0, at most 1.")]
    public float Weight { get; set; }

    [Comment("Lower scores of the label do not count.")]
    public float MinScore { get; set; }
}
