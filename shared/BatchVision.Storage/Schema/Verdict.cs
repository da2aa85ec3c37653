using Microsoft.EntityFrameworkCore;

namespace BatchVision.Storage.Schema;

[Comment("What a policy says about an image, and why.")]
internal sealed class Verdict
{
    [Comment("The image.")]
    public long ImageId { get; set; }

    [Comment("The policy version.")]
    public int PolicyId { get; set; }

    [Comment("allow, review or block.")]
    public required string Decision { get; set; }

    [Comment("The category that decided; of an allowed image the one that came nearest; null where no score did.")]
    public int? PolicyCategoryId { get; set; }

    [Comment("Score of the category, 0 to 1.")]
    public float? Score { get; set; }

    [Comment("The label the score comes from.")]
    public int? LabelId { get; set; }

    [Comment("Status of the recognition that failed, where that is the reason.")]
    public string? Failure { get; set; }

    [Comment("The entry of the blocklist, where that is the reason.")]
    public int? BlocklistId { get; set; }

    [Comment("Bits in which the image's hash differs from the entry's.")]
    public int? Distance { get; set; }

    [Comment("When the verdict became what it is.")]
    public DateTimeOffset DecidedAt { get; set; }
}
