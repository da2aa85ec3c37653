using BatchVision.Contracts;

namespace BatchVision.Cli.Report;

/// <summary>Boxes over a picture, in percent of it.</summary>
internal static class BoxOverlay
{
    private const int MaxBoxes = 60;

    // More names than this cover the picture they explain; every box still tells its own when pointed at.
    private const int MaxNames = 6;

    // What a name takes of the smallest frame, 240 × 180 pixels: a letter's share of its width, a line's of its height.
    // Names that would lie on one another are left out.
    private const float LetterWidth = 0.03f;
    private const float NameHeight = 0.08f;
    private const int Colors = 6;

    public static Html Render(IReadOnlyList<ReportPrediction> predictions, double shareOfFrameWidth)
    {
        var boxed = predictions.Where(prediction => prediction.Box is not null).OrderByDescending(prediction => prediction.Score).Take(MaxBoxes).ToArray();
        if (boxed.Length == 0)
            return Html.Empty;

        // A label has one colour within its picture.
        var colors = boxed.Select(prediction => prediction.Label).Distinct().Select((label, i) => (label, i)).ToDictionary(pair => pair.label, pair => pair.i % Colors);
        return Html.Of($"""
            <svg class="boxes" width="100%" height="100%" aria-hidden="true">{boxed.Reverse().Select(prediction => Outline(prediction, prediction.Box!.Value, colors[prediction.Label]))}{Legible(boxed, LetterWidth / (float)shareOfFrameWidth).Select(prediction => Name(prediction, prediction.Box!.Value, colors[prediction.Label]))}</svg>
            """);
    }

    private static List<ReportPrediction> Legible(ReportPrediction[] mostCertainFirst, float letterWidth)
    {
        var named = new List<ReportPrediction>();
        foreach (var prediction in mostCertainFirst)
        {
            var (left, right, y) = NameExtent(prediction, letterWidth);
            var free = named.TrueForAll(other => NameExtent(other, letterWidth) is var (otherLeft, otherRight, otherY)
                && (left > otherRight || right < otherLeft || Math.Abs(y - otherY) > NameHeight));
            if (free && named.Count < MaxNames)
                named.Add(prediction);
        }

        return named;
    }

    private static Html Outline(ReportPrediction prediction, Box box, int color)
    {
        var place = Html.Of($"x=\"{100 * box.X:0.##}%\" y=\"{100 * box.Y:0.##}%\" width=\"{100 * box.Width:0.##}%\" height=\"{100 * box.Height:0.##}%\"");
        return Html.Of($"""<rect class="halo" {place}/><rect class="c{color}" {place}><title>{prediction.Label} {prediction.Score:0.00}</title></rect>""");
    }

    // Above the box where there is room, else inside; in the right half it ends at the right edge, so that it is not cut off.
    private static Html Name(ReportPrediction prediction, Box box, int color)
    {
        var (x, y) = NameAnchor(box);
        return Html.Of(
            $"""<text class="c{color}{(EndsAtRight(box) ? " end" : "")}" x="{100 * x:0.##}%" y="{100 * y:0.##}%" dx="{(EndsAtRight(box) ? -3 : 3)}" dy="{(y > NameHeight ? -4 : 13)}">{prediction.Label} {prediction.Score:0.00}</text>""");
    }

    private static (float Left, float Right, float Y) NameExtent(ReportPrediction prediction, float letterWidth)
    {
        var (x, y) = NameAnchor(prediction.Box!.Value);
        var width = (prediction.Label.Length + " 0.00".Length) * letterWidth;
        var top = y > NameHeight ? y - NameHeight : y;
        return EndsAtRight(prediction.Box.Value) ? (x - width, x, top) : (x, x + width, top);
    }

    private static (float X, float Y) NameAnchor(Box box) => (Math.Clamp(EndsAtRight(box) ? box.X + box.Width : box.X, 0, 1), Math.Clamp(box.Y, 0, 1));

    private static bool EndsAtRight(Box box) => box.X + box.Width / 2 > 0.6f;
}
