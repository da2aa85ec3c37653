namespace BatchVision.Contracts;

/// <summary>What became of one image.</summary>
/// <param name="Key">Object key relative to the source.</param>
/// <param name="ETag">Version of the object that was listed.</param>
/// <param name="Status"><see cref="ImageStatus.Recognized"/> when every model ran; else the first thing that went wrong.</param>
/// <param name="Reason">Why, in one sentence for a person; null when recognised.</param>
/// <param name="Facts">Null when the image could not be read.</param>
/// <param name="Models">One outcome per model when the image was decoded; empty when it was not.</param>
public sealed record ImageOutcome(
    string Key,
    string ETag,
    ImageStatus Status,
    string? Reason,
    ImageFacts? Facts,
    IReadOnlyList<ModelOutcome> Models);
