namespace BatchVision.Recognition.Quantization;

/// <summary>Layers with weights that stay in float, since they lose more than others in int8 and cost little.</summary>
/// <param name="First">How many at the beginning.</param>
/// <param name="Last">Whether those that make the outputs do.</param>
internal readonly record struct KeptLayers(int First, bool Last);
