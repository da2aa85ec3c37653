namespace BatchVision.Storage;

/// <summary>A policy as the database knows it.</summary>
/// <param name="Name">Name of the policy.</param>
/// <param name="Version">Its version.</param>
/// <param name="Sha256">Lower-case hex SHA-256 of the document.</param>
/// <param name="Document">The file as it was applied.</param>
/// <param name="BlocklistDistance">Most bits in which the perceptual hashes of an image and of a listed one may differ.</param>
/// <param name="ActivatedAt">When it became active last.</param>
/// <param name="HistoryDecidedAt">When the images there were had been decided by it; null while that is owed.</param>
public sealed record PolicyInfo(
    string Name, string Version, string Sha256, string Document, int BlocklistDistance, DateTimeOffset ActivatedAt,
    DateTimeOffset? HistoryDecidedAt)
{
    /// <summary>name@version.</summary>
    public override string ToString() => $"{Name}@{Version}";
}
