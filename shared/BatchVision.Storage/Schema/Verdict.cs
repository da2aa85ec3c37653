namespace BatchVision.Storage.Schema;

/// <summary>What a policy says about an image, and why.</summary>
internal sealed class Verdict
{
    public long ImageId { get; set; }

    public int PolicyId { get; set; }

    /// <summary>allow, review or block.</summary>
    public required string Decision { get; set; }

    /// <summary>The category that decided; of an allowed image the one that came nearest; null where no score did.</summary>
    public int? PolicyCategoryId { get; set; }

    /// <summary>Score of the category.</summary>
    public float? Score { get; set; }

    /// <summary>The label the score comes from.</summary>
    public int? LabelId { get; set; }

    /// <summary>Status of the recognition that failed, where that is the reason.</summary>
    public string? Failure { get; set; }

    /// <summary>The entry of the blocklist, where that is the reason.</summary>
    public int? BlocklistId { get; set; }

    /// <summary>Bits in which the image's hash differs from the entry's.</summary>
    public int? Distance { get; set; }

    /// <summary>When the verdict became what it is.</summary>
    public DateTimeOffset DecidedAt { get; set; }
}
