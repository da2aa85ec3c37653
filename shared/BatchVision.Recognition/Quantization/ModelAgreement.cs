namespace BatchVision.Recognition.Quantization;

/// <summary>How much two versions of a model say the same of images, and what they cost.</summary>
/// <param name="Images">Images compared.</param>
/// <param name="Agreement">0..1: classifiers, images with the same first label (or none in both); detectors, boxes found by both of all boxes.</param>
/// <param name="MeanDifference">Mean difference of scores, over every label or box that both give.</param>
/// <param name="ReferenceCpuMilliseconds">CPU time of one image in the reference: inference alone, batch of one, one thread, median.</param>
/// <param name="CandidateCpuMilliseconds">The same of the candidate, image by image in turn.</param>
public sealed record ModelAgreement(int Images, double Agreement, double MeanDifference, double ReferenceCpuMilliseconds, double CandidateCpuMilliseconds);
