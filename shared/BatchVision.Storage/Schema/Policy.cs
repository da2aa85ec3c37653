namespace BatchVision.Storage.Schema;

/// <summary>A version of a policy that was applied; never changed afterwards, so that a verdict's reasons can be read years later.</summary>
internal sealed class Policy
{
    public int PolicyId { get; set; }

    public required string Name { get; set; }

    public required string Version { get; set; }

    /// <summary>Of <see cref="Document"/>.</summary>
    public required string Sha256 { get; set; }

    /// <summary>The file as it was applied.</summary>
    public required string Document { get; set; }

    /// <summary>Most bits in which the perceptual hashes of an image and of a listed one may differ.</summary>
    public int BlocklistDistance { get; set; }

    /// <summary>Whether new results are decided by it: true for one policy at most.</summary>
    public bool Active { get; set; }

    public DateTimeOffset CreatedAt { get; set; }

    /// <summary>When it became active last.</summary>
    public DateTimeOffset ActivatedAt { get; set; }

    /// <summary>When the images there were had been decided by it; null while that is owed.</summary>
    public DateTimeOffset? HistoryDecidedAt { get; set; }
}
