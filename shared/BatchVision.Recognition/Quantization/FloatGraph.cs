using BatchVision.Recognition.Models;
using BatchVision.Recognition.Quantization.Onnx;
using Microsoft.ML.OnnxRuntime;

namespace BatchVision.Recognition.Quantization;

/// <summary>Brings a float32 model into the form that is quantised: batch norms folded into convolutions, constants computed, operators of ONNX 13.</summary>
internal static class FloatGraph
{
    // The first whose DequantizeLinear knows channels, and the IR version that goes with it.
    private const int Opset = 13;
    private const int IrVersion = 8;

    /// <param name="onnx">The model's file, as it was loaded.</param>
    /// <param name="file">Its name, for messages.</param>
    /// <exception cref="ModelException">It cannot be quantised; the message says why.</exception>
    public static byte[] Of(byte[] onnx, string file)
    {
        try
        {
            var original = OnnxFile.Parse(onnx);
            Refuse(original, file);
            original.ModerniseInputs(IrVersion);
            var folded = OnnxFile.Parse(Fold(original.ToArray()));
            OpsetUpgrade.Apply(folded, Opset, file);
            return folded.ToArray();
        }
        catch (InvalidDataException exception)
        {
            throw new ModelException($"{file}: cannot be quantised, because {exception.Message}; export the model again", exception);
        }
        catch (OnnxRuntimeException exception)
        {
            throw new ModelException($"{file}: cannot be quantised, because ONNX Runtime does not simplify it: {SessionFactory.OneLine(exception)}; export the model again", exception);
        }
    }

    private static void Refuse(OnnxFile model, string file)
    {
        var precision = ModelPrecision.Of(model);
        if (precision is not (ModelPrecision.Float32 or ModelPrecision.Unknown))
            throw new ModelException($"{file}: is {precision} already; quantise the float32 model that it was made from");
        if (model.HasUncommonParts)
            throw new ModelException($"{file}: has sparse weights or functions of its own, which are not quantised; export it with plain operators");
        if (model.Nodes.Find(node => node.HoldsGraph) is { } control)
            throw new ModelException($"{file}: holds a graph inside the node '{control.Name}' ({control.Type}), which is not quantised; export it without control flow");
        if (!model.Nodes.Exists(node => node.Is("Conv") || node.Is("Gemm") || node.Is("MatMul")))
            throw new ModelException($"{file}: has no convolution and no matrix product, so there is nothing to gain from int8; keep it as it is");
    }

    /// <summary>ONNX Runtime's basic optimisations: those that mean the same on any machine. The higher ones depend on the processor.</summary>
    private static byte[] Fold(byte[] onnx)
    {
        var folder = Directory.CreateTempSubdirectory("batchvision-int8-");
        try
        {
            var path = Path.Combine(folder.FullName, ModelManifest.OnnxFileName);
            using (var options = new SessionOptions())
            {
                options.GraphOptimizationLevel = GraphOptimizationLevel.ORT_ENABLE_BASIC;
                options.LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR;
                options.IntraOpNumThreads = 1;
                options.OptimizedModelFilePath = path;
                new InferenceSession(onnx, options).Dispose();
            }

            return File.ReadAllBytes(path);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
