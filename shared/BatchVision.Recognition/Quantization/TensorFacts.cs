namespace BatchVision.Recognition.Quantization;

/// <summary>What samples showed of a tensor.</summary>
/// <param name="Scale">How it becomes uint8.</param>
/// <param name="ChannelMeans">Mean of each channel; empty when it has none.</param>
internal sealed record TensorFacts(ActivationScale Scale, float[] ChannelMeans);
