using BatchVision.Contracts;

namespace BatchVision.Recognition;

/// <summary>Why an image has no predictions: permanent, about this image alone, and data rather than an exception.</summary>
/// <param name="Status">Never <see cref="ImageStatus.Recognized"/>.</param>
/// <param name="Reason">One sentence for a person.</param>
public readonly record struct Rejection(ImageStatus Status, string Reason);
