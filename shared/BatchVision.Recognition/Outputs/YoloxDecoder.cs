using System.Numerics.Tensors;
using BatchVision.Contracts;
using BatchVision.Recognition.Imaging;
using BatchVision.Recognition.Models;

namespace BatchVision.Recognition.Outputs;

/// <summary>
/// YOLOX without decode-in-inference: rows of (x, y, w, h, objectness, classes…), first all cells of stride 8 by row, then 16, then 32.
/// centre = (v + cell) · stride, size = exp(v) · stride, score = objectness · best class
/// (Megvii-BaseDetection/YOLOX, yolox/utils/demo_utils.py, demo_postprocess).
/// </summary>
internal sealed class YoloxDecoder(OutputSpec spec, InputSpec input, GraphTensor grid, IReadOnlyList<string> labels) : IOutputDecoder
{
    private static readonly int[] Strides = [8, 16, 32];

    public IReadOnlyList<GraphTensor> Reads { get; } = [grid];

    /// <summary>Rows of the output for an input of this size.</summary>
    public static int CellCount(InputSpec input) => Strides.Sum(stride => input.Width / stride * (input.Height / stride));

    public IReadOnlyList<Prediction> Decode(ReadOnlySpan<OutputTensor> outputs, int image, Placement placement, float floor)
    {
        var values = outputs[0].Image(image);
        var width = 5 + labels.Count;
        var candidates = new Candidates(placement);
        var offset = 0;
        foreach (var stride in Strides)
        {
            for (var y = 0; y < input.Height / stride; y++)
            {
                for (var x = 0; x < input.Width / stride; x++, offset += width)
                    AddCell(candidates, values.Slice(offset, width), x, y, stride, floor);
            }
        }

        return candidates.ToPredictions(spec, labels);
    }

    private static void AddCell(Candidates candidates, ReadOnlySpan<float> cell, int x, int y, int stride, float floor)
    {
        var objectness = cell[4];
        // A class score is at most 1, so most cells end here.
        if (!(objectness >= floor))
            return;
        var best = TensorPrimitives.IndexOfMax(cell[5..]);
        var score = objectness * cell[5 + best];
        if (!(score >= floor))
            return;

        var centerX = (cell[0] + x) * stride;
        var centerY = (cell[1] + y) * stride;
        var halfWidth = MathF.Exp(cell[2]) * stride / 2;
        var halfHeight = MathF.Exp(cell[3]) * stride / 2;
        candidates.Add(best, score, centerX - halfWidth, centerY - halfHeight, centerX + halfWidth, centerY + halfHeight);
    }
}
