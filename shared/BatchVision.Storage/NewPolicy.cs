namespace BatchVision.Storage;

/// <summary>A policy to be applied, taken apart into rows.</summary>
/// <param name="Name">Name of the policy.</param>
/// <param name="Version">Its version: the same name and version must always mean the same document.</param>
/// <param name="Sha256">Lower-case hex SHA-256 of the document.</param>
/// <param name="Document">The file as it was written.</param>
/// <param name="BlocklistDistance">Most bits in which the perceptual hashes of an image and of a listed one may differ.</param>
/// <param name="Categories">The whole taxonomy, with the thresholds that hold for each category.</param>
/// <param name="Rules">In the order in which they count.</param>
public sealed record NewPolicy(
    string Name, string Version, string Sha256, string Document, int BlocklistDistance,
    IReadOnlyList<NewPolicyCategory> Categories, IReadOnlyList<NewPolicyRule> Rules);
