using System.Globalization;

namespace BatchVision.Cli.Report;

/// <summary>One image of the gallery: picture, boxes, labels with their scores.</summary>
internal static class ImageCard
{
    private const string Allow = "allow";
    private const int MaxLabels = 5;
    private const int MaxLabelsOfSeveralModels = 3;
    private const double FrameRatio = 4.0 / 3;

    public static Html Render(ReportImage image, IReadOnlyList<ReportModel> models, byte[]? thumbnail)
    {
        var groups = models
            .Select(model => (model.Name, Labels: CardLabel.Of(image.Predictions.Where(prediction => prediction.Model == model.Name))))
            .ToArray();
        return Html.Of($"""
            <li class="card" data-text="{SearchText(image)}">
            <div class="frame">{Picture(image, thumbnail)}</div>
            <div class="body"><h3 title="{image.Key}"><bdi>{image.Key}</bdi></h3><p class="size">{image.Width} × {image.Height}</p>{(image.Verdict is { } verdict ? Badge(verdict) : Html.Empty)}
            {groups.Select(group => Labels(group.Name, group.Labels, oneOfSeveral: models.Count > 1))}</div>
            </li>

            """);
    }

    private static Html Picture(ReportImage image, byte[]? thumbnail)
    {
        if (thumbnail is null)
            return Html.Of($"""<p class="note">No preview</p>""");

        // The frame has one shape for all; the picture fills its width or its height, and the boxes lie exactly on the picture.
        var ratio = image is { Width: > 0, Height: > 0 } ? (double)image.Width / image.Height : FrameRatio;
        var side = ratio >= FrameRatio ? "width" : "height";
        return Html.Of($"""
            <div class="picture" style="aspect-ratio:{ratio:0.####};{side}:100%"><img alt="{AltText(image)}" loading="lazy" src="data:image/jpeg;base64,{Convert.ToBase64String(thumbnail)}">{BoxOverlay.Render(image.Predictions, Math.Min(1, ratio / FrameRatio))}</div>
            """);
    }

    private static Html Badge(ReportVerdict verdict)
    {
        // What an image is allowed for would read like an accusation.
        var why = verdict switch
        {
            { Decision: Allow } => Html.Empty,
            { Category: { } category, Score: { } score } => Html.Of($""" <span>{category} {score:0.00}</span>"""),
            _ => Html.Of($""" <span>{verdict.Because}</span>"""),
        };
        return Html.Of($"""<p class="verdict {verdict.Decision}" title="{verdict.Because}"><b>{verdict.Decision}</b>{why}</p>""");
    }

    private static Html Labels(string model, IReadOnlyList<CardLabel> labels, bool oneOfSeveral)
    {
        var title = oneOfSeveral ? Html.Of($"""<p class="model">{model}</p>""") : Html.Empty;
        if (labels.Count == 0)
            return Html.Of($"""{title}<p class="note">Nothing found.</p>""");

        var limit = oneOfSeveral ? MaxLabelsOfSeveralModels : MaxLabels;
        var more = labels.Count > limit ? Html.Of($"""<p class="more">and {labels.Count - limit} more</p>""") : Html.Empty;
        return Html.Of($"""{title}<ul class="labels">{labels.Take(limit).Select(Label)}</ul>{more}""");
    }

    private static Html Label(CardLabel label)
    {
        var times = label.Count > 1 ? Html.Of($""" <small>× {label.Count}</small>""") : Html.Empty;
        return Html.Of($"""
            <li><span class="name">{label.Label}{times}</span><span class="score">{label.Score:0.00}</span><span class="meter"><span style="width:{100 * Math.Clamp(label.Score, 0, 1):0.#}%"></span></span></li>
            """);
    }

    private static string AltText(ReportImage image)
    {
        var labels = CardLabel.Of(image.Predictions).Take(MaxLabels).Select(label => string.Create(CultureInfo.InvariantCulture, $"{label.Label} {label.Score:0.00}"));
        return $"{image.Key}: {(image.Predictions.Count == 0 ? "nothing found" : string.Join(", ", labels))}";
    }

    private static string SearchText(ReportImage image)
    {
        string?[] verdict = image.Verdict is { } found ? [found.Decision, found.Decision == Allow ? null : found.Category] : [];
        return string.Join(' ', image.Predictions.Select(prediction => prediction.Label).Distinct().Prepend(image.Key).Concat(verdict.OfType<string>())).ToLowerInvariant();
    }
}
