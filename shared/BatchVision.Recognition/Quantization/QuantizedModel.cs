namespace BatchVision.Recognition.Quantization;

/// <summary>A model in int8.</summary>
/// <param name="Onnx">The ONNX file.</param>
/// <param name="Samples">Images that its ranges come from.</param>
/// <param name="Nodes">Operators that compute in int8, by type.</param>
/// <param name="FloatNodes">Operators that were left in float32, by type.</param>
public sealed record QuantizedModel(byte[] Onnx, int Samples, IReadOnlyDictionary<string, int> Nodes, IReadOnlyDictionary<string, int> FloatNodes);
