namespace BatchVision.Storage.Schema;

/// <summary>One label of one rule, as a pattern.</summary>
internal sealed class PolicyRule
{
    public int PolicyId { get; set; }

    /// <summary>From 1, in the order of the file: of two rules for a label and a category the first counts.</summary>
    public int Ordinal { get; set; }

    public int PolicyCategoryId { get; set; }

    /// <summary>For LIKE, in lower case, without underscores.</summary>
    public required string LabelPattern { get; set; }

    /// <summary>For LIKE, in lower case.</summary>
    public required string ModelPattern { get; set; }

    /// <summary>Task of the models; null for any.</summary>
    public string? Task { get; set; }

    /// <summary>Above 0, at most 1.</summary>
    public float Weight { get; set; }

    /// <summary>Lower scores of the label do not count.</summary>
    public float MinScore { get; set; }
}
