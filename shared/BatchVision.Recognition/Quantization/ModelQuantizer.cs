using BatchVision.Recognition.Imaging;
using BatchVision.Recognition.Models;
using BatchVision.Recognition.Quantization.Onnx;
using Microsoft.ML.OnnxRuntime;

namespace BatchVision.Recognition.Quantization;

/// <summary>
/// Makes an int8 model of a float32 one (static quantisation): the ranges of its tensors are measured on sample images, weights get a scale for
/// each output channel. Inputs, outputs and what they mean stay the same.
/// </summary>
public static class ModelQuantizer
{
    /// <summary>Quantises a model.</summary>
    /// <param name="onnx">Its file, as it was loaded.</param>
    /// <param name="file">Name of the file, for messages.</param>
    /// <param name="input">The model's input.</param>
    /// <param name="images">Paths of sample images, such as the model will see. Files that are no image are passed over.</param>
    /// <param name="progress">Told after each image how many are done; null for nobody.</param>
    /// <param name="cancellationToken">Ends it between two images.</param>
    /// <exception cref="ModelException">It cannot be quantised; the message says why.</exception>
    public static QuantizedModel Quantize(
        byte[] onnx, string file, InputSpec input, IReadOnlyList<string> images, Action<int>? progress, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(input);
        ArgumentNullException.ThrowIfNull(images);
        if (input.ElementType != TensorElement.Float32)
            throw new ModelException($"{file}: takes {input.ElementType.ToString().ToLowerInvariant()}; quantise a model that takes float32");
        var folded = FloatGraph.Of(onnx, file);
        var measured = OnnxFile.Parse(folded.ToArray());
        var plan = QuantizationPlan.Of(folded, file);
        try
        {
            var (scales, samples) = Calibrate(measured, plan, input, images, progress, cancellationToken);
            if (samples == 0)
                throw new ModelException($"{file}: none of the {images.Count} samples is an image that can be read; name a folder of images such as the model will see");
            new QdqWriter(folded, plan, scales).Write();
            return new QuantizedModel(folded.ToArray(), samples, Count(plan.Nodes), Count(folded.Nodes.Where(node => !plan.Nodes.Contains(node) && !IsConversion(node))));
        }
        catch (OnnxRuntimeException exception)
        {
            throw new ModelException($"{file}: cannot be measured on the samples: {SessionFactory.OneLine(exception)}; export the model again", exception);
        }
    }

    private static (Dictionary<string, ActivationScale> Scales, int Samples) Calibrate(
        OnnxFile graph, QuantizationPlan plan, InputSpec input, IReadOnlyList<string> images, Action<int>? progress, CancellationToken cancellationToken)
    {
        using var calibration = new Calibration(graph, plan.Measured, input);
        using var reader = new SampleImages(input);
        var slot = new AlignedBuffer(input.SlotBytes);
        var samples = 0;
        for (var i = 0; i < images.Count; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (reader.TryFill(images[i], slot.Bytes) is not null)
            {
                calibration.Add(slot);
                samples++;
            }

            progress?.Invoke(i + 1);
        }

        return (calibration.Scales(), samples);
    }

    private static Dictionary<string, int> Count(IEnumerable<OnnxNode> nodes) =>
        nodes.CountBy(node => node.Type).OrderBy(pair => pair.Key, StringComparer.Ordinal).ToDictionary(StringComparer.Ordinal);

    private static bool IsConversion(OnnxNode node) => node.Type is "QuantizeLinear" or "DequantizeLinear";
}
