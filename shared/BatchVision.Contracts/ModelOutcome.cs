namespace BatchVision.Contracts;

/// <summary>What one model said about one image.</summary>
/// <param name="Fingerprint">The model, as in <see cref="ModelIdentity.Fingerprint"/>.</param>
/// <param name="Status"><see cref="ImageStatus.Recognized"/> or <see cref="ImageStatus.ModelFailed"/>.</param>
/// <param name="Reason">Why it failed; null when it did not.</param>
/// <param name="Predictions">By falling score. Empty is an answer: nothing found in this image.</param>
public sealed record ModelOutcome(
    string Fingerprint,
    ImageStatus Status,
    string? Reason,
    IReadOnlyList<Prediction> Predictions);
