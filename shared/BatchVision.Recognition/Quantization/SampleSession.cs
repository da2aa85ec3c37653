using BatchVision.Recognition.Imaging;
using BatchVision.Recognition.Models;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace BatchVision.Recognition.Quantization;

/// <summary>A graph that is shown one image at a time, on one thread.</summary>
internal sealed class SampleSession : IDisposable
{
    private readonly RunOptions _runOptions = new();
    private readonly InferenceSession _session;
    private readonly InputSpec _input;
    private readonly string[] _inputNames;
    private readonly string[] _outputNames;

    public SampleSession(byte[] onnx, InputSpec input, string[] outputNames, GraphOptimizationLevel level)
    {
        using var options = new SessionOptions
        {
            GraphOptimizationLevel = level,
            IntraOpNumThreads = 1,
            LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR,
        };
        _session = new InferenceSession(onnx, options);
        _input = input;
        _inputNames = [_session.InputNames.Single()];
        _outputNames = outputNames;
    }

    /// <summary>The outputs for an image. The batch of a graph that prescribes one is filled up with whatever follows: zeros.</summary>
    /// <param name="image">The image as the input wants it; room for a whole batch.</param>
    public IDisposableReadOnlyCollection<OrtValue> Run(AlignedBuffer image)
    {
        using var value = OrtValue.CreateTensorValueWithData(
            OrtMemoryInfo.DefaultInstance, TensorElementType.Float, OnnxModel.InputShape(_input, image.Length / _input.SlotBytes), image.Address, image.Length);
        var outputs = _session.Run(_runOptions, _inputNames, [value], _outputNames);
        GC.KeepAlive(image);
        return outputs;
    }

    public void Dispose()
    {
        _runOptions.Dispose();
        _session.Dispose();
    }
}
