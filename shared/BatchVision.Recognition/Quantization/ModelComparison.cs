using BatchVision.Contracts;
using BatchVision.Recognition.Models;

namespace BatchVision.Recognition.Quantization;

/// <summary>Shows the same images to two versions of a model and compares what they answer above the manifest's floor, as recognition does.</summary>
/// <param name="reference">The model to agree with.</param>
/// <param name="candidate">The other, with the same input and labels.</param>
public sealed class ModelComparison(OnnxModel reference, OnnxModel candidate)
{
    // Half of the union: boxes of one object, by the measure that detectors are compared with.
    private const float SameBoxIou = 0.5f;

    private readonly List<double> _referenceTimes = [];
    private readonly List<double> _candidateTimes = [];
    private readonly List<double> _differences = [];
    private int _agreed;
    private int _answers;

    /// <summary>Compares over images.</summary>
    /// <param name="images">Paths; files that are no image are passed over.</param>
    /// <param name="progress">Told after each image how many are done; null for nobody.</param>
    /// <param name="cancellationToken">Ends it between two images.</param>
    /// <exception cref="InferenceException">One of them failed on an image.</exception>
    public ModelAgreement Run(IReadOnlyList<string> images, Action<int>? progress, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(images);
        reference.WarmUp(1);
        candidate.WarmUp(1);
        using var reader = new SampleImages(reference.Input);
        using var expected = reference.Rent(1);
        using var actual = candidate.Rent(1);
        for (var i = 0; i < images.Count; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (reader.TryFill(images[i], expected.Slot(0)) is { } placement)
            {
                expected.Slot(0).CopyTo(actual.Slot(0));
                _referenceTimes.Add(Run(reference, expected));
                _candidateTimes.Add(Run(candidate, actual));
                Compare(reference.Decode(expected, 0, placement), candidate.Decode(actual, 0, placement));
            }

            progress?.Invoke(i + 1);
        }

        return new ModelAgreement(
            _referenceTimes.Count, _answers, _answers == 0 ? 1 : (double)_agreed / _answers, _differences.DefaultIfEmpty().Average(), Median(_referenceTimes), Median(_candidateTimes));
    }

    private void Compare(IReadOnlyList<Prediction> expected, IReadOnlyList<Prediction> actual)
    {
        if (expected.Concat(actual).Any(prediction => prediction.Box is not null))
        {
            CompareBoxes(expected, [.. actual]);
            return;
        }

        // Nothing in both is no answer: a folder of images that the model has no word for would agree by itself.
        if (expected.Count + actual.Count > 0)
            _answers++;
        if (expected.Count > 0 && First(expected) == First(actual))
            _agreed++;
        foreach (var prediction in expected)
        {
            if (actual.FirstOrDefault(other => other.ClassIndex == prediction.ClassIndex) is { } same)
                _differences.Add(Math.Abs(same.Score - prediction.Score));
        }
    }

    private void CompareBoxes(IReadOnlyList<Prediction> expected, List<Prediction> left)
    {
        // A box that both found counts once for each, so that a missing one and an invented one cost the same.
        _answers += expected.Count + left.Count;
        foreach (var prediction in expected)
        {
            var nearest = left.Where(other => other.ClassIndex == prediction.ClassIndex).MaxBy(other => Iou(other, prediction));
            if (nearest is null || Iou(nearest, prediction) < SameBoxIou)
                continue;
            left.Remove(nearest);
            _agreed += 2;
            _differences.Add(Math.Abs(nearest.Score - prediction.Score));
        }
    }

    private static int? First(IReadOnlyList<Prediction> predictions) => predictions.Count == 0 ? null : predictions[0].ClassIndex;

    private static float Iou(Prediction left, Prediction right)
    {
        var (a, b) = (left.Box.GetValueOrDefault(), right.Box.GetValueOrDefault());
        var width = Math.Min(a.X + a.Width, b.X + b.Width) - Math.Max(a.X, b.X);
        var height = Math.Min(a.Y + a.Height, b.Y + b.Height) - Math.Max(a.Y, b.Y);
        var shared = Math.Max(0, width) * Math.Max(0, height);
        return shared / ((a.Width * a.Height) + (b.Width * b.Height) - shared);
    }

    private static double Run(OnnxModel model, TensorBatch batch)
    {
        var before = Environment.CpuUsage.TotalTime;
        model.Run(batch, 1);
        return (Environment.CpuUsage.TotalTime - before).TotalMilliseconds;
    }

    private static double Median(List<double> values)
    {
        values.Sort();
        return values.Count == 0 ? 0 : values[values.Count / 2];
    }
}
