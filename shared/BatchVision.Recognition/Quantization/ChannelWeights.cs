namespace BatchVision.Recognition.Quantization;

/// <summary>Weights as int8, symmetric around 0, each output channel with a step of its own: real = scale[channel] × value.</summary>
/// <param name="Values">In the order of the float weights.</param>
/// <param name="Scales">One a channel.</param>
internal sealed record ChannelWeights(sbyte[] Values, float[] Scales)
{
    // Half of what an int32 holds: the sum of products is added to the bias.
    private const double BiasLimit = 1 << 30;

    // Below it a channel is all zeros, or as good as.
    private const float SmallestScale = 1e-30f;

    /// <param name="weights">Float weights.</param>
    /// <param name="dimensions">Their dimensions.</param>
    /// <param name="axis">The axis of the output channels.</param>
    /// <param name="bias">One a channel, or empty.</param>
    /// <param name="inputScale">Of the activations that they are multiplied with; the bias is counted in the product of both scales.</param>
    /// <param name="bits">Of a weight, sign included: at most 8.</param>
    public static ChannelWeights Of(ReadOnlySpan<float> weights, long[] dimensions, int axis, ReadOnlySpan<float> bias, float inputScale, int bits = 8)
    {
        // −128 is left out, so that a weight and its negative are equally far from 0.
        var limit = (1 << (bits - 1)) - 1;
        var channels = (int)dimensions[axis];
        var inner = (int)dimensions[(axis + 1)..].Aggregate(1L, (product, size) => product * size);
        var scales = new float[channels];
        for (var i = 0; i < weights.Length; i++)
        {
            ref var scale = ref scales[i / inner % channels];
            scale = Math.Max(scale, Math.Abs(weights[i]));
        }

        for (var channel = 0; channel < channels; channel++)
        {
            // A channel with hardly any weight but a bias needs a step that lets the bias fit.
            var forBias = bias.IsEmpty ? 0 : Math.Abs(bias[channel]) / (inputScale * BiasLimit);
            var scale = (float)Math.Max(scales[channel] / limit, forBias);
            scales[channel] = scale > SmallestScale ? scale : 1;
        }

        var values = new sbyte[weights.Length];
        for (var i = 0; i < weights.Length; i++)
            values[i] = (sbyte)Math.Clamp(MathF.Round(weights[i] / scales[i / inner % channels]), -limit, limit);
        return new ChannelWeights(values, scales);
    }

    /// <summary>
    /// The bias of a convolution, less what rounding its weights adds on the average: an error of weights is one of the output's mean, as the
    /// inputs, behind a ReLU above all, have a mean.
    /// </summary>
    /// <param name="bias">One a channel.</param>
    /// <param name="weights">The float weights [output channels, input channels of a group, …].</param>
    /// <param name="groupInputs">Input channels of a group.</param>
    /// <param name="inputMeans">Mean of each input channel.</param>
    public float[] CorrectedBias(ReadOnlySpan<float> bias, ReadOnlySpan<float> weights, int groupInputs, ReadOnlySpan<float> inputMeans)
    {
        var perOutput = weights.Length / bias.Length;
        var kernel = perOutput / groupInputs;
        var groupOutputs = bias.Length / (inputMeans.Length / groupInputs);
        var corrected = bias.ToArray();
        for (var i = 0; i < weights.Length; i++)
        {
            var output = i / perOutput;
            var input = (output / groupOutputs * groupInputs) + (i % perOutput / kernel);
            corrected[output] -= ((Values[i] * Scales[output]) - weights[i]) * inputMeans[input];
        }

        return corrected;
    }

    /// <summary>Steps of the bias: those of the products that it is added to.</summary>
    public float[] BiasScales(float inputScale) => Array.ConvertAll(Scales, scale => scale * inputScale);

    /// <summary>The bias in those steps.</summary>
    public int[] Bias(ReadOnlySpan<float> bias, float inputScale)
    {
        var scales = BiasScales(inputScale);
        var values = new int[bias.Length];
        for (var channel = 0; channel < values.Length; channel++)
            values[channel] = (int)Math.Clamp(Math.Round((double)bias[channel] / scales[channel]), -2 * BiasLimit, (2 * BiasLimit) - 1);
        return values;
    }
}
