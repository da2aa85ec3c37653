using BatchVision.Contracts;
using BatchVision.Recognition.Imaging;
using BatchVision.Recognition.Models;
using BatchVision.Recognition.Outputs;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace BatchVision.Recognition.Tests.Outputs;

/// <summary>Decodes numbers without a model.</summary>
internal static class Decoding
{
    public static InputSpec Input(int width, int height) => new(
        width, height, TensorLayout.Nchw, TensorElement.Float32, ColorOrder.Rgb, new ResizeSpec(ResizeMode.Stretch), 1, [0, 0, 0], [1, 1, 1]);

    public static IReadOnlyList<Prediction> Decode(
        OutputSpec spec, InputSpec input, string[] labels, Placement placement, params (string Name, int[] Shape, float[] Values)[] outputs)
    {
        var graph = outputs.Select(output => new GraphTensor(output.Name, TensorElementType.Float, [1, .. output.Shape], IsFixed: true)).ToArray();
        var decoder = OutputDecoders.Create(spec, input, graph, labels, "models/test/model.yaml");
        var tensors = decoder.Reads.Select(read =>
        {
            var tensor = new OutputTensor(read.ImageShape, 1);
            outputs.Single(output => output.Name == read.Name).Values.CopyTo(tensor.Buffer.As<float>());
            return tensor;
        }).ToArray();
        return decoder.Decode(tensors, 0, placement, spec.Floor);
    }

    public static string[] Labels(int count) => [.. Enumerable.Range(0, count).Select(i => $"class {i}")];
}
