using Microsoft.EntityFrameworkCore;

namespace BatchVision.Storage.Schema;

[Comment("A category of the taxonomy with the thresholds that a policy gives it.")]
internal sealed class PolicyCategory
{
    [Comment("Number of the category in this policy version.")]
    public int PolicyCategoryId { get; set; }

    [Comment("The policy version.")]
    public int PolicyId { get; set; }

    [Comment("Name of the category.")]
    public required string Name { get; set; }

    [Comment("The category above; null at level 1.")]
    public string? ParentName { get; set; }

    [Comment("The category of level 1 that it belongs to, maybe itself.")]
    public required string TopName { get; set; }

    [Comment("1 to 3, from the most general.")]
    public int Level { get; set; }

    [Comment("Google's SafeSearch category.")]
    public string? SafeSearch { get; set; }

    [Comment("Azure's harm category.")]
    public string? Azure { get; set; }

    [Comment("Score from which a person is asked; null for never.")]
    public float? Review { get; set; }

    [Comment("Score from which an image is blocked; null for never.")]
    public float? Block { get; set; }
}
