namespace BatchVision.Storage.Schema;

/// <summary>
/// What a policy's rules come to for the labels that there are, so that deciding is a join by number: kept up when a policy is applied and
/// when a label is added.
/// </summary>
internal sealed class PolicyLabel
{
    public int PolicyId { get; set; }

    public int LabelId { get; set; }

    public int PolicyCategoryId { get; set; }

    public float Weight { get; set; }

    public float MinScore { get; set; }
}
