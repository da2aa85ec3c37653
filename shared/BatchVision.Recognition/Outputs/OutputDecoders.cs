using BatchVision.Recognition.Imaging;
using BatchVision.Recognition.Models;

namespace BatchVision.Recognition.Outputs;

/// <summary>Finds the outputs that a decoder needs among those of a graph, and checks the number of labels.</summary>
internal static class OutputDecoders
{
    /// <exception cref="ModelException">The graph's outputs do not fit the decoder, or the labels do not fit the outputs.</exception>
    public static IOutputDecoder Create(
        OutputSpec spec, InputSpec input, IReadOnlyList<GraphTensor> outputs, IReadOnlyList<string> labels, string manifestFile)
    {
        switch (spec.Decoder)
        {
            case DecoderKind.Yolox:
                {
                    var cells = YoloxDecoder.CellCount(input);
                    var grid = outputs.FirstOrDefault(output => output.ImageShape is [var rows, > 5] && rows == cells)
                        ?? throw Unfit($"one output [N, {cells}, 5 + classes] for an input of {input.Width} × {input.Height}");
                    RequireLabels(grid.ImageShape[1] - 5, grid);
                    return new YoloxDecoder(spec, input, grid, labels);
                }

            case DecoderKind.BoxesScores:
                {
                    var (boxes, scores) = FindBoxesAndScores();
                    RequireLabels(scores.ImageShape[1], scores);
                    if (spec.Background >= labels.Count)
                        throw new ModelException($"{manifestFile}: output.background: is {spec.Background}, but there are {labels.Count} classes; use 0 to {labels.Count - 1}");
                    return new BoxesScoresDecoder(spec, input, boxes, scores, labels);
                }

            default:
                {
                    // Exports that also give features or logits: the labels tell which output is meant.
                    var scores = outputs.Count == 1 ? outputs[0] : outputs.FirstOrDefault(output => output.ImageLength == labels.Count)
                        ?? throw Unfit($"one output with as many values as labels.txt has lines, {labels.Count}");
                    RequireLabels(scores.ImageLength, scores);
                    return new ClassDecoder(spec, scores, labels);
                }
        }

        (GraphTensor Boxes, GraphTensor Scores) FindBoxesAndScores()
        {
            var pairs =
                from boxes in outputs
                where boxes.ImageShape is [_, 4]
                from scores in outputs
                where !ReferenceEquals(boxes, scores) && scores.ImageShape is [var rows, _] && rows == boxes.ImageShape[0]
                // With four classes both have the same shape, and only the name tells.
                orderby boxes.Name.Contains("box", StringComparison.OrdinalIgnoreCase) ? 0 : 1
                select (boxes, scores);
            return pairs.Cast<(GraphTensor, GraphTensor)?>().FirstOrDefault() ?? throw Unfit("boxes [N, K, 4] and scores [N, K, classes]");
        }

        void RequireLabels(int classes, GraphTensor output)
        {
            if (labels.Count != classes)
            {
                throw new ModelException(
                    $"{Path.Combine(Path.GetDirectoryName(manifestFile)!, "labels.txt")}: has {labels.Count} labels, but output {output} has {classes} classes; " +
                    "give one line per class, in the model's order");
            }
        }

        ModelException Unfit(string needed) => new(
            $"{manifestFile}: output.decoder: {spec.Decoder.ToWord()} needs {needed}, but the graph has {string.Join(", ", outputs)}; choose the decoder that fits");
    }
}
