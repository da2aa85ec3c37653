namespace BatchVision.Recognition.Quantization.Onnx;

/// <summary>The encodings of protobuf that are in use; groups are not.</summary>
internal enum WireType
{
    Varint = 0,
    Fixed64 = 1,
    Bytes = 2,
    Fixed32 = 5,
}
