namespace BatchVision.Contracts;

/// <summary>A model that a worker has loaded.</summary>
/// <param name="Identity">Which model.</param>
/// <param name="Labels">Names of its classes by index.</param>
public sealed record OfferedModel(ModelIdentity Identity, IReadOnlyList<string> Labels);
