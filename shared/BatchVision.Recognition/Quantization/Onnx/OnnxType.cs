namespace BatchVision.Recognition.Quantization.Onnx;

/// <summary>TensorProto.DataType, as far as it occurs here.</summary>
internal enum OnnxType
{
    Undefined = 0,
    Float = 1,
    UInt8 = 2,
    Int8 = 3,
    Int32 = 6,
    Int64 = 7,
    Float16 = 10,
    BFloat16 = 16,
}
