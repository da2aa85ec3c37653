namespace BatchVision.Recognition.Quantization.Onnx;

/// <summary>One field of a protobuf message as it lies on the wire.</summary>
/// <param name="Number">Number of the field.</param>
/// <param name="Type">How its value is written.</param>
/// <param name="Value">The value of a number; 0 for bytes.</param>
/// <param name="Bytes">The value of a text, a message or a packed list; empty for numbers.</param>
internal readonly record struct WireField(int Number, WireType Type, ulong Value, ReadOnlyMemory<byte> Bytes);
