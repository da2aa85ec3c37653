using Microsoft.EntityFrameworkCore;

namespace BatchVision.Storage.Schema;

[Comment("A version of a policy that was applied; never changed afterwards, so that a verdict's reasons can be read years later.")]
internal sealed class Policy
{
    [Comment("Number of the policy version.")]
    public int PolicyId { get; set; }

    [Comment("Name of the policy.")]
    public required string Name { get; set; }

    [Comment("Version, unique with the name.")]
    public required string Version { get; set; }

    [Comment("SHA-256 of the document.")]
    public required string Sha256 { get; set; }

    [Comment("The file as it was applied.")]
    public required string Document { get; set; }

    [Comment("Most bits in which the perceptual hashes of an image and of a listed one may differ.")]
    public int BlocklistDistance { get; set; }

    [Comment("Whether new results are decided by it: true for one policy at most.")]
    public bool Active { get; set; }

    [Comment("When it was applied first.")]
    public DateTimeOffset CreatedAt { get; set; }

    [Comment("When it became active last.")]
    public DateTimeOffset ActivatedAt { get; set; }

    [Comment("When the images there were had been decided by it; null while that is owed.")]
    public DateTimeOffset? HistoryDecidedAt { get; set; }
}
