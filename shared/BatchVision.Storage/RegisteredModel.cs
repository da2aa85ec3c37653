using BatchVision.Contracts;

namespace BatchVision.Storage;

/// <summary>A model with the labels it may give.</summary>
/// <param name="Identity">The model.</param>
/// <param name="Labels">Class names by class index; may be empty, since results bring the labels they use.</param>
public sealed record RegisteredModel(ModelIdentity Identity, IReadOnlyList<string> Labels);
