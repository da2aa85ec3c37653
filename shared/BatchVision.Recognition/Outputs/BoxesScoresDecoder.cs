using BatchVision.Contracts;
using BatchVision.Recognition.Imaging;
using BatchVision.Recognition.Models;

namespace BatchVision.Recognition.Outputs;

/// <summary>Boxes as x1 y1 x2 y2 in fractions of the input, with a score per class each: every class above the floor is a candidate (SSD, UltraFace).</summary>
internal sealed class BoxesScoresDecoder(
    OutputSpec spec, InputSpec input, GraphTensor boxes, GraphTensor scores, IReadOnlyList<string> labels) : IOutputDecoder
{
    public IReadOnlyList<GraphTensor> Reads { get; } = [boxes, scores];

    public IReadOnlyList<Prediction> Decode(ReadOnlySpan<OutputTensor> outputs, int image, Placement placement, float floor)
    {
        var corners = outputs[0].Image(image);
        var values = outputs[1].Image(image);
        var candidates = new Candidates(placement);
        for (int box = 0, i = 0; i < values.Length; box += 4)
        {
            for (var label = 0; label < labels.Count; label++, i++)
            {
                if (values[i] >= floor && label != spec.Background)
                {
                    candidates.Add(
                        label, values[i],
                        corners[box] * input.Width, corners[box + 1] * input.Height,
                        corners[box + 2] * input.Width, corners[box + 3] * input.Height);
                }
            }
        }

        return candidates.ToPredictions(spec, labels);
    }
}
