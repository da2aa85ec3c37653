using System.Buffers;
using System.Numerics.Tensors;
using BatchVision.Contracts;
using BatchVision.Recognition.Imaging;
using BatchVision.Recognition.Models;

namespace BatchVision.Recognition.Outputs;

/// <summary>Labels of the whole image from one score per class; softmax, sigmoid and probabilities differ only in what makes the score.</summary>
internal sealed class ClassDecoder(OutputSpec spec, GraphTensor scores, IReadOnlyList<string> labels) : IOutputDecoder
{
    public IReadOnlyList<GraphTensor> Reads { get; } = [scores];

    public IReadOnlyList<Prediction> Decode(ReadOnlySpan<OutputTensor> outputs, int image, Placement placement, float floor)
    {
        var raw = outputs[0].Image(image);
        var rented = ArrayPool<float>.Shared.Rent(raw.Length);
        var values = rented.AsSpan(0, raw.Length);
        Activate(raw, values);
        var most = Math.Min(spec.TopK, raw.Length);
        var best = new TopK(stackalloc int[Math.Min(most, 128)], most);
        best.Select(values, floor);

        var predictions = best.Count == 0 ? [] : new Prediction[best.Count];
        for (var i = 0; i < predictions.Length; i++)
        {
            var index = best[i];
            // float16 exports overshoot 1 by a rounding.
            predictions[i] = new Prediction(index, labels[index], Math.Min(values[index], 1));
        }

        ArrayPool<float>.Shared.Return(rented);
        return predictions;
    }

    private void Activate(ReadOnlySpan<float> raw, Span<float> values)
    {
        switch (spec.Decoder)
        {
            case DecoderKind.Softmax:
                Softmax(raw, values);
                break;
            case DecoderKind.Sigmoid:
                TensorPrimitives.Sigmoid(raw, values);
                break;
            default:
                raw.CopyTo(values);
                break;
        }
    }

    /// <summary>Stable softmax. A logit of NaN or +∞ becomes NaN and counts for nothing; the others share the whole.</summary>
    internal static void Softmax(ReadOnlySpan<float> logits, Span<float> values)
    {
        logits.CopyTo(values);
        var max = TensorPrimitives.Max(values);
        if (!float.IsFinite(max))
            max = DropUnusable(values);
        TensorPrimitives.Subtract(values, max, values);
        TensorPrimitives.Exp(values, values);
        var sum = TensorPrimitives.Sum(values);
        if (float.IsNaN(sum))
            sum = SumOfNumbers(values);
        TensorPrimitives.Divide(values, sum, values);
    }

    private static float DropUnusable(Span<float> values)
    {
        var max = float.NegativeInfinity;
        foreach (ref var value in values)
        {
            if (float.IsPositiveInfinity(value))
                value = float.NaN;
            max = float.MaxNumber(max, value);
        }

        return max;
    }

    private static float SumOfNumbers(ReadOnlySpan<float> values)
    {
        var sum = 0f;
        foreach (var value in values)
            sum += float.IsNaN(value) ? 0 : value;
        return sum;
    }
}
