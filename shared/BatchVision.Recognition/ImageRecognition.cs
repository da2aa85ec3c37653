using BatchVision.Contracts;

namespace BatchVision.Recognition;

/// <summary>What became of one image; the fields mean what they mean in <see cref="ImageOutcome"/>.</summary>
/// <param name="Status">Recognized when every model ran.</param>
/// <param name="Reason">Why not; null when recognised.</param>
/// <param name="Facts">Null when the image could not be decoded.</param>
/// <param name="Models">One outcome per requested model when the image was decoded; empty when it was not.</param>
/// <param name="DecodeTime">From encoded bytes to the pixels of every model, or to the rejection.</param>
/// <param name="InferTime">From decoded to the last model's answer, the wait for a batch included.</param>
public sealed record ImageRecognition(
    ImageStatus Status, string? Reason, ImageFacts? Facts, IReadOnlyList<ModelOutcome> Models, TimeSpan DecodeTime, TimeSpan InferTime);
