using BatchVision.Recognition.Imaging;
using BatchVision.Recognition.Models;
using BatchVision.Recognition.Quantization.Onnx;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace BatchVision.Recognition.Quantization;

/// <summary>Runs samples through the float graph and gathers what values its tensors take. One image is in memory at a time.</summary>
internal sealed class Calibration : IDisposable
{
    private readonly InferenceSession _session;
    private readonly RunOptions _runOptions = new();
    private readonly string[] _tensors;
    private readonly string _inputName;
    private readonly InputSpec _input;
    private readonly Dictionary<string, RangeHistogram> _histograms;

    /// <param name="graph">The float graph; its tensors become outputs.</param>
    /// <param name="tensors">Those to look at.</param>
    /// <param name="input">The model's input.</param>
    public Calibration(OnnxFile graph, IEnumerable<string> tensors, InputSpec input)
    {
        _tensors = [.. tensors];
        _histograms = _tensors.ToDictionary(tensor => tensor, _ => new RangeHistogram(), StringComparer.Ordinal);
        _input = input;
        _inputName = graph.Inputs.Single();
        graph.Expose(_tensors.Where(tensor => tensor != _inputName));
        using var options = new SessionOptions
        {
            // The tensors are still there after these; more would fuse them away, or be undone for them.
            GraphOptimizationLevel = GraphOptimizationLevel.ORT_ENABLE_BASIC,
            IntraOpNumThreads = 1,
            LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR,
        };
        _session = new InferenceSession(graph.ToArray(), options);
    }

    /// <summary>Looks at the tensors for one image.</summary>
    /// <param name="slot">The image as the input wants it.</param>
    public void Add(AlignedBuffer slot)
    {
        var size = _session.InputMetadata[_inputName].Dimensions[0] is > 0 and var fixedSize ? fixedSize : 1;
        using var value = OrtValue.CreateTensorValueWithData(
            OrtMemoryInfo.DefaultInstance, TensorElementType.Float, OnnxModel.InputShape(_input, size), slot.Address, slot.Length);
        var names = _tensors.Where(tensor => tensor != _inputName).ToArray();
        using var results = _session.Run(_runOptions, [_inputName], [value], names);
        for (var i = 0; i < names.Length; i++)
            _histograms[names[i]].Add(results[i].GetTensorDataAsSpan<float>());
        if (_histograms.TryGetValue(_inputName, out var histogram))
            histogram.Add(slot.As<float>());
        GC.KeepAlive(slot);
    }

    /// <summary>The scale of each tensor.</summary>
    public Dictionary<string, ActivationScale> Scales() =>
        _histograms.ToDictionary(pair => pair.Key, pair => pair.Value.BestScale(), StringComparer.Ordinal);

    public void Dispose()
    {
        _runOptions.Dispose();
        _session.Dispose();
    }
}
