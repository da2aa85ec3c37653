using System.Numerics.Tensors;

namespace BatchVision.Recognition.Quantization;

/// <summary>Mean of each channel, the second axis, of a tensor [N, C, …] over all samples.</summary>
internal sealed class ChannelMeans
{
    private double[] _sums = [];
    private long _count;

    /// <summary>Adds the values of one run.</summary>
    public void Add(ReadOnlySpan<float> values, ReadOnlySpan<long> shape)
    {
        if (shape.Length < 2 || values.IsEmpty)
            return;
        var channels = (int)shape[1];
        if (_sums.Length == 0)
            _sums = new double[channels];
        // Another shape than before has other channels.
        if (_sums.Length != channels)
            return;
        var inner = values.Length / (int)shape[0] / channels;
        for (var at = 0; at < values.Length; at += inner)
            _sums[at / inner % channels] += TensorPrimitives.Sum(values.Slice(at, inner));
        _count += values.Length / channels;
    }

    /// <summary>One a channel; empty when the tensor has none.</summary>
    public float[] Means() => Array.ConvertAll(_sums, sum => (float)(sum / _count));
}
