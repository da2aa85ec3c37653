namespace BatchVision.Contracts.Rest;

/// <summary>What jobs may ask for.</summary>
/// <param name="Models">The models that workers have offered, the latest offer first.</param>
public sealed record ModelListDocument(IReadOnlyList<ModelDocument> Models);
