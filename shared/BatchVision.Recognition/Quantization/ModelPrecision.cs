using BatchVision.Recognition.Quantization.Onnx;

namespace BatchVision.Recognition.Quantization;

/// <summary>What numbers a model computes with, as its graph shows.</summary>
public static class ModelPrecision
{
    /// <summary>Weights and sums in float32.</summary>
    public const string Float32 = "float32";

    /// <summary>Most weights are float16.</summary>
    public const string Float16 = "float16";

    /// <summary>Quantised beforehand, on samples: fast where the processor multiplies bytes.</summary>
    public const string Int8 = "int8";

    /// <summary>Weights are int8, but the range of the activations is measured anew at every run; ONNX Runtime's CPU kernels for it are slow.</summary>
    public const string DynamicInt8 = "int8 (dynamic)";

    /// <summary>The graph shows none of these, or there is none.</summary>
    public const string Unknown = "unknown";

    /// <summary>Reads it from an ONNX file. A file that cannot be read is no error here: loading the model says what is wrong with it.</summary>
    /// <param name="onnxFile">Path of the file.</param>
    public static string Of(string onnxFile)
    {
        try
        {
            return Of(OnnxFile.Parse(File.ReadAllBytes(onnxFile)));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            return Unknown;
        }
    }

    internal static string Of(OnnxFile model)
    {
        if (model.Nodes.Exists(node => node.Type is "ConvInteger" or "MatMulInteger" or "DynamicQuantizeLinear"))
            return DynamicInt8;
        if (model.Nodes.Exists(node => node.Type is "QuantizeLinear" or "QLinearConv" or "QLinearMatMul"))
            return Int8;
        var constants = model.Constants.Concat(model.Nodes.Where(node => node.Is("Constant")).Select(node => node.Tensor("value")).OfType<OnnxTensor>());
        return constants.GroupBy(constant => constant.Type).MaxBy(type => type.Sum(constant => constant.Bytes))?.Key switch
        {
            OnnxType.Float => Float32,
            OnnxType.Float16 => Float16,
            _ => Unknown,
        };
    }
}
