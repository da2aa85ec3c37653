using BatchVision.Recognition.Imaging;
using BatchVision.Recognition.Models;
using BatchVision.Recognition.Quantization.Onnx;
using Microsoft.ML.OnnxRuntime;

namespace BatchVision.Recognition.Quantization;

/// <summary>Runs samples through the float graph and gathers what values its tensors take. One image is in memory at a time.</summary>
internal sealed class Calibration : IDisposable
{
    private readonly SampleSession _session;
    private readonly string[] _tensors;
    private readonly RangeHistogram[] _histograms;
    private readonly ChannelMeans[] _means;

    /// <param name="graph">The float graph; its tensors become outputs.</param>
    /// <param name="tensors">Those to look at.</param>
    /// <param name="input">The model's input.</param>
    public Calibration(OnnxFile graph, IEnumerable<string> tensors, InputSpec input)
    {
        _tensors = [.. tensors];
        _histograms = [.. _tensors.Select(_ => new RangeHistogram())];
        _means = [.. _tensors.Select(_ => new ChannelMeans())];
        graph.Expose(_tensors);
        // The tensors are still there after these optimisations; more would fuse them away, or be undone for them.
        _session = new SampleSession(graph.ToArray(), input, _tensors, GraphOptimizationLevel.ORT_ENABLE_BASIC);
    }

    /// <summary>Looks at the tensors for one image.</summary>
    public void Add(AlignedBuffer image)
    {
        using var results = _session.Run(image);
        for (var i = 0; i < _tensors.Length; i++)
        {
            var values = results[i].GetTensorDataAsSpan<float>();
            _histograms[i].Add(values);
            _means[i].Add(values, results[i].GetTensorTypeAndShape().Shape);
        }
    }

    /// <summary>What the images showed of each tensor.</summary>
    public Dictionary<string, TensorFacts> Facts() => Enumerable.Range(0, _tensors.Length).ToDictionary(
        i => _tensors[i], i => new TensorFacts(_histograms[i].BestScale(), _means[i].Means()), StringComparer.Ordinal);

    public void Dispose() => _session.Dispose();
}
