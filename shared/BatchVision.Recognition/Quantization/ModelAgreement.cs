namespace BatchVision.Recognition.Quantization;

/// <summary>How much two versions of a model say the same of images, and what they cost.</summary>
/// <param name="Images">Images compared.</param>
/// <param name="Answers">What was compared: the images that either gave a label, or the boxes that either found. None says nothing about the two.</param>
/// <param name="Agreement">0..1: share of the answers that are the same, by first label or by class and place of the box.</param>
/// <param name="MeanDifference">Mean difference of scores, over every label or box that both give.</param>
/// <param name="ReferenceCpuMilliseconds">CPU time of one image in the reference: inference alone, batch of one, one thread, median.</param>
/// <param name="CandidateCpuMilliseconds">The same of the candidate, image by image in turn.</param>
public sealed record ModelAgreement(int Images, int Answers, double Agreement, double MeanDifference, double ReferenceCpuMilliseconds, double CandidateCpuMilliseconds);
