using BatchVision.Recognition.Models;
using BatchVision.Recognition.Quantization.Onnx;
using Microsoft.ML.OnnxRuntime;

namespace BatchVision.Recognition.Quantization;

/// <summary>
/// Makes an int8 model of a float32 one (static quantisation): the ranges of its tensors are measured on sample images, weights get a scale for
/// each output channel. Inputs, outputs and what they mean stay the same.
/// </summary>
/// <param name="model">The float32 model.</param>
/// <param name="onnx">Its file, as it was loaded.</param>
/// <param name="file">Name of the file, for messages.</param>
public sealed class ModelQuantizer(OnnxModel model, byte[] onnx, string file)
{
    /// <summary>Bits of a weight: 8, or 7 for processors that lose sums of larger ones (<see cref="ByteArithmetic"/>).</summary>
    public int WeightBits { get; init; } = 8;

    /// <summary>Quantises the model. Each image is read twice: for the ranges, and to see which layers are better left in float.</summary>
    /// <param name="images">Paths of sample images, such as the model will see. Files that are no image are passed over.</param>
    /// <param name="progress">Told how many readings of how many are done; null for nobody.</param>
    /// <param name="cancellationToken">Ends it between two images.</param>
    /// <exception cref="ModelException">It cannot be quantised; the message says why.</exception>
    public QuantizedModel Quantize(IReadOnlyList<string> images, Action<long, long>? progress, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(images);
        var graph = FloatGraph.Of(onnx, file);
        try
        {
            var facts = Calibrate(graph, images, done => progress?.Invoke(done, 2 * images.Count), cancellationToken, out var samples);
            var kept = ChooseLayers(graph, facts, images, done => progress?.Invoke(images.Count + done, 2 * images.Count), cancellationToken);
            return Write(graph, facts, kept, samples)!;
        }
        catch (OnnxRuntimeException exception)
        {
            throw new ModelException($"{file}: cannot be run on the samples: {SessionFactory.OneLine(exception)}; export the model again", exception);
        }
        catch (InvalidDataException exception)
        {
            throw new ModelException($"{file}: cannot be quantised: {exception.Message}; export the model again", exception);
        }
    }

    private Dictionary<string, TensorFacts> Calibrate(byte[] graph, IReadOnlyList<string> images, Action<int> progress, CancellationToken cancellationToken, out int samples)
    {
        var plan = QuantizationPlan.Of(OnnxFile.Parse(graph), default);
        if (plan.Nodes.Count == 0)
            throw new ModelException($"{file}: none of its convolutions and matrix products has constant weights, so nothing can be quantised; keep it as it is");
        using var calibration = new Calibration(OnnxFile.Parse(graph), plan.Tensors, model.Input);
        samples = ForEach(images, calibration.Add, progress, cancellationToken);
        return samples > 0
            ? calibration.Facts()
            : throw new ModelException($"{file}: none of the {images.Count} samples is an image that can be read; name a folder of images such as the model will see");
    }

    private KeptLayers ChooseLayers(
        byte[] graph, Dictionary<string, TensorFacts> facts, IReadOnlyList<string> images, Action<int> progress, CancellationToken cancellationToken)
    {
        using var choice = new LayerChoice(OnnxFile.Parse(graph), kept => Write(graph, facts, kept, 0)?.Onnx, model.Input);
        ForEach(images, choice.Add, progress, cancellationToken);
        return choice.Best();
    }

    private QuantizedModel? Write(byte[] floats, Dictionary<string, TensorFacts> facts, KeptLayers kept, int samples)
    {
        var graph = OnnxFile.Parse(floats);
        var plan = QuantizationPlan.Of(graph, kept);
        if (plan.Nodes.Count == 0)
            return null;
        var left = graph.Nodes.Where(node => !plan.Nodes.Contains(node)).ToArray();
        new QdqWriter(graph, plan, facts, WeightBits).Write();
        return new QuantizedModel(graph.ToArray(), samples, Count(plan.Nodes), Count(left));
    }

    private int ForEach(IReadOnlyList<string> images, Action<AlignedBuffer> look, Action<int> progress, CancellationToken cancellationToken)
    {
        using var reader = new SampleImages(model.Input);
        var batch = new AlignedBuffer(model.Input.SlotBytes * (model.FixedBatchSize ?? 1));
        var samples = 0;
        for (var i = 0; i < images.Count; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (reader.TryFill(images[i], batch.Bytes[..model.Input.SlotBytes]) is not null)
            {
                look(batch);
                samples++;
            }

            progress(i + 1);
        }

        return samples;
    }

    private static Dictionary<string, int> Count(IEnumerable<OnnxNode> nodes) =>
        nodes.CountBy(node => node.Type).OrderBy(pair => pair.Key, StringComparer.Ordinal).ToDictionary(StringComparer.Ordinal);
}
