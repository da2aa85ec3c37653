namespace BatchVision.Recognition.Quantization;

/// <summary>How a tensor of activations becomes uint8: real = scale × (quantized − zero point), with 0 exactly among the values.</summary>
/// <param name="Scale">Step between two values, above 0.</param>
/// <param name="ZeroPoint">What stands for 0.</param>
internal readonly record struct ActivationScale(float Scale, byte ZeroPoint)
{
    private const int Steps = byte.MaxValue;

    // A tensor of nothing but zeros has no range; any step will do, and a denormal one would not divide well.
    private const float SmallestScale = 1e-12f;

    /// <summary>The scale whose 256 values span a range, which is widened to hold 0: padding is made of zeros, and they must stay exact.</summary>
    public static ActivationScale Of(float lowest, float highest)
    {
        var low = Math.Min(0, lowest);
        var scale = Math.Max(SmallestScale, (float)(((double)Math.Max(0, highest) - low) / Steps));
        return new ActivationScale(scale, (byte)Math.Clamp(MathF.Round(-low / scale), 0, Steps));
    }
}
