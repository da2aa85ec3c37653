using System.Numerics.Tensors;
using BatchVision.Recognition.Imaging;
using BatchVision.Recognition.Models;
using BatchVision.Recognition.Quantization.Onnx;
using Microsoft.ML.OnnxRuntime;

namespace BatchVision.Recognition.Quantization;

/// <summary>
/// Which layers to keep in float: shows the samples to a model for each choice, beside the float one, and takes the one whose outputs are nearest.
/// The first layers are the usual culprits (few channels, of very different ranges), the last where nothing evens out an error.
/// </summary>
internal sealed class LayerChoice : IDisposable
{
    // Layers in float have to take off at least a tenth of the error, or int8 keeps them.
    private const double WorthKeeping = 0.9;

    private static readonly KeptLayers[] Choices =
        [new(0, false), new(1, false), new(2, false), new(3, false), new(0, true), new(1, true), new(2, true), new(3, true)];

    private readonly SampleSession _reference;
    private readonly List<(KeptLayers Kept, SampleSession Session)> _candidates = [];
    private readonly double[] _errors;

    /// <param name="graph">The float graph.</param>
    /// <param name="quantize">Makes the model of a choice; null where it leaves nothing to int8.</param>
    /// <param name="input">The model's input.</param>
    public LayerChoice(OnnxFile graph, Func<KeptLayers, byte[]?> quantize, InputSpec input)
    {
        var outputs = graph.Outputs.ToArray();
        _reference = Open(graph.ToArray());
        foreach (var kept in Choices)
        {
            if (quantize(kept) is { } onnx)
                _candidates.Add((kept, Open(onnx)));
        }

        _errors = new double[_candidates.Count];

        SampleSession Open(byte[] onnx) => new(onnx, input, outputs, GraphOptimizationLevel.ORT_ENABLE_ALL);
    }

    /// <summary>The choice with the least error over all images.</summary>
    public KeptLayers Best()
    {
        var best = 0;
        for (var i = 1; i < _errors.Length; i++)
        {
            if (_errors[i] < _errors[best] * WorthKeeping)
                best = i;
        }

        return _candidates[best].Kept;
    }

    /// <summary>Compares for one image.</summary>
    public void Add(AlignedBuffer image)
    {
        using var expected = _reference.Run(image);
        for (var i = 0; i < _errors.Length; i++)
        {
            using var actual = _candidates[i].Session.Run(image);
            for (var output = 0; output < expected.Count; output++)
                _errors[i] += Distance(expected[output].GetTensorDataAsSpan<float>(), actual[output].GetTensorDataAsSpan<float>());
        }
    }

    public void Dispose()
    {
        _reference.Dispose();
        foreach (var (_, session) in _candidates)
            session.Dispose();
    }

    // Relative, so that an output of large numbers does not outshout another.
    private static double Distance(ReadOnlySpan<float> expected, ReadOnlySpan<float> actual)
    {
        var norm = TensorPrimitives.SumOfSquares(expected);
        var distance = TensorPrimitives.Distance(expected, actual);
        return norm > 0 ? distance * distance / norm : 0;
    }
}
