namespace BatchVision.Storage.Schema;

/// <summary>A category of the taxonomy with the thresholds that a policy gives it.</summary>
internal sealed class PolicyCategory
{
    public int PolicyCategoryId { get; set; }

    public int PolicyId { get; set; }

    public required string Name { get; set; }

    /// <summary>The category above; null at level 1.</summary>
    public string? ParentName { get; set; }

    /// <summary>The category of level 1 that it belongs to, maybe itself.</summary>
    public required string TopName { get; set; }

    public int Level { get; set; }

    /// <summary>Google's SafeSearch category.</summary>
    public string? SafeSearch { get; set; }

    /// <summary>Azure's harm category.</summary>
    public string? Azure { get; set; }

    /// <summary>Score from which a person is asked; null for never.</summary>
    public float? Review { get; set; }

    /// <summary>Score from which an image is blocked; null for never.</summary>
    public float? Block { get; set; }
}
