using System.Runtime.InteropServices;
using BatchVision.Contracts;
using BatchVision.Recognition.Imaging;

namespace BatchVision.Recognition.Outputs;

/// <summary>The boxes of one image that reach the floor. Its memory belongs to the thread and is used again for the next image.</summary>
internal readonly ref struct Candidates
{
    [ThreadStatic]
    private static List<Candidate>? ThreadList;

    private readonly List<Candidate> _list;
    private readonly Placement _placement;

    public Candidates(Placement placement)
    {
        _placement = placement;
        _list = ThreadList ??= [];
        _list.Clear();
    }

    /// <summary>Adds a box in pixels of the input, unless a number is not finite or nothing of the box lies on the image.</summary>
    public void Add(int classIndex, float score, float x1, float y1, float x2, float y2)
    {
        if (!float.IsFinite(score) || !float.IsFinite(x1 + y1 + x2 + y2) || x2 <= x1 || y2 <= y1)
            return;
        if (_placement.ToImage(x1, y1, x2, y2) is { Width: > 0, Height: > 0 })
            _list.Add(new Candidate(classIndex, score, x1, y1, x2, y2, _list.Count));
    }

    public IReadOnlyList<Prediction> ToPredictions(OutputSpec spec, IReadOnlyList<string> labels)
    {
        var candidates = CollectionsMarshal.AsSpan(_list);
        var kept = NonMaxSuppression.Apply(candidates, spec.NmsIou, spec.TopK);
        var predictions = kept == 0 ? [] : new Prediction[kept];
        for (var i = 0; i < kept; i++)
        {
            ref readonly var candidate = ref candidates[i];
            var box = _placement.ToImage(candidate.X1, candidate.Y1, candidate.X2, candidate.Y2);
            predictions[i] = new Prediction(candidate.ClassIndex, labels[candidate.ClassIndex], Math.Min(candidate.Score, 1), box);
        }

        return predictions;
    }
}
