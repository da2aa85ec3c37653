using BatchVision.Recognition.Quantization;
using CsCheck;

namespace BatchVision.Recognition.Tests.Quantization;

public sealed class ScaleTests
{
    private static readonly Gen<float> Value = Gen.Float[-1000, 1000];

    [Fact]
    public void ActivationScale_OfAnyRange_HoldsZeroAndAllOfIt() => Gen.Select(Value, Value, Value).Sample((a, b, c) =>
    {
        var (low, high) = (Math.Min(a, b), Math.Max(a, b));
        var scale = ActivationScale.Of(low, high);
        // Zero, and any value of the range, comes back within half a step (and the rounding of the zero point, another half).
        var value = Math.Clamp(c, low, high);
        return scale.Scale > 0 && Back(scale, 0) == 0 && Math.Abs(Back(scale, value) - value) <= (scale.Scale * 1.001) + 1e-6;
    });

    [Theory]
    [InlineData(0f, 0f)]
    [InlineData(1e-30f, 2e-30f)]
    public void ActivationScale_OfNothing_IsStillAScale(float low, float high) => Assert.True(ActivationScale.Of(low, high).Scale >= 1e-12f);

    [Fact]
    public void ActivationScale_BehindARelu_StartsAtZero() => Assert.Equal(new ActivationScale(6f / 255, 0), ActivationScale.Of(0, 6));

    [Fact]
    public void ChannelWeights_OnEitherAxis_AreThoseOfTheNaiveLoop() => Gen.Select(Value.Array[24], Gen.Int[0, 1], Gen.Int[7, 8]).Sample((weights, axis, bits) =>
    {
        var limit = bits == 8 ? 127 : 63;
        var quantized = ChannelWeights.Of(weights, [4, 6], axis, [], 1, bits);
        for (var row = 0; row < 4; row++)
        {
            for (var column = 0; column < 6; column++)
            {
                var channel = axis == 0 ? row : column;
                var largest = axis == 0
                    ? Enumerable.Range(0, 6).Max(i => Math.Abs(weights[(row * 6) + i]))
                    : Enumerable.Range(0, 4).Max(i => Math.Abs(weights[(i * 6) + column]));
                var value = quantized.Values[(row * 6) + column];
                // A channel of zeros, or of what is as good as zero, has steps of 1.
                var scale = largest / limit > 1e-30f ? largest / limit : 1;
                if (Math.Abs(quantized.Scales[channel] - scale) > 1e-6 * scale || Math.Abs((int)value) > limit)
                    return false;
                if (Math.Abs((value * quantized.Scales[channel]) - weights[(row * 6) + column]) > 0.5001 * quantized.Scales[channel])
                    return false;
            }
        }

        return true;
    });

    [Fact]
    public void Bias_IsCountedInTheProductOfBothScales()
    {
        float[] bias = [1.5f, -3f];
        const float InputScale = 0.02f;
        var weights = ChannelWeights.Of([0.5f, -1f, 2f, 4f], [2, 2], 0, bias, InputScale);

        var values = weights.Bias(bias, InputScale);

        Assert.Equal([1f / 127, 4f / 127], weights.Scales);
        for (var channel = 0; channel < 2; channel++)
        {
            var step = InputScale * weights.Scales[channel];
            Assert.Equal(step, weights.BiasScales(InputScale)[channel]);
            Assert.InRange(values[channel] * step, bias[channel] - step, bias[channel] + step);
        }
    }

    [Fact]
    public void Bias_BesideHardlyAnyWeight_StillFits()
    {
        float[] bias = [100, 0, 5];
        var weights = ChannelWeights.Of([1e-20f, 0, 0], [3, 1], 0, bias, 1e-6f);

        var values = weights.Bias(bias, 1e-6f);

        Assert.InRange(values[0] * (double)weights.BiasScales(1e-6f)[0], 99.99, 100.01);
        Assert.Equal(0, values[1]);
        Assert.InRange(values[2] * (double)weights.BiasScales(1e-6f)[2], 4.999, 5.001);
    }

    [Fact]
    public void CorrectedBias_OfGroups_IsThatOfTheNaiveLoop() => Gen.Select(Value.Array[4 * 2 * 3], Value.Array[4], Value.Array[4]).Sample((weights, bias, means) =>
    {
        // Four outputs in two groups of two inputs, a kernel of three.
        var quantized = ChannelWeights.Of(weights, [4, 2, 3], 0, bias, 1);
        var corrected = quantized.CorrectedBias(bias, weights, groupInputs: 2, means);
        for (var output = 0; output < 4; output++)
        {
            var expected = (double)bias[output];
            for (var input = 0; input < 2; input++)
            {
                for (var tap = 0; tap < 3; tap++)
                {
                    var i = (((output * 2) + input) * 3) + tap;
                    expected += (weights[i] - ((double)quantized.Values[i] * quantized.Scales[output])) * means[(output / 2 * 2) + input];
                }
            }

            if (Math.Abs(expected - corrected[output]) > 0.5)
                return false;
        }

        return true;
    });

    [Fact]
    public void Histogram_AnyOrder_GivesTheSameScale()
    {
        var values = Enumerable.Range(0, 10_000).Select(i => (float)(Math.Sin(i) * Math.Exp(i % 9))).ToArray();
        var rising = new RangeHistogram();
        var falling = new RangeHistogram();

        rising.Add(values.OrderBy(Math.Abs).ToArray());
        falling.Add(values.OrderByDescending(Math.Abs).ToArray());

        var (one, other) = (rising.BestScale(), falling.BestScale());
        Assert.Equal((rising.Lowest, rising.Highest), (falling.Lowest, falling.Highest));
        Assert.InRange(one.Scale / other.Scale, 0.97, 1.03);
        Assert.InRange(one.ZeroPoint - other.ZeroPoint, -2, 2);
    }

    [Fact]
    public void Histogram_OfFewFarValues_CutsThemOff()
    {
        var even = new RangeHistogram();
        var far = new RangeHistogram();
        var values = Enumerable.Range(0, 1_000_000).Select(i => i / 1_000_000f).ToArray();

        even.Add(values);
        far.Add(values);
        far.Add([1.5f, float.NaN, float.PositiveInfinity]);

        Assert.InRange(even.BestScale().Scale, 0.95f / 255, 1f / 255);
        Assert.Equal(1.5f, far.Highest);
        Assert.InRange(far.BestScale().Scale, 0.95f / 255, 1.25f / 255);
    }

    private static float Back(ActivationScale scale, float value) =>
        scale.Scale * (Math.Clamp((int)MathF.Round(value / scale.Scale) + scale.ZeroPoint, 0, 255) - scale.ZeroPoint);
}
