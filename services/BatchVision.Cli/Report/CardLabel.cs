namespace BatchVision.Cli.Report;

/// <summary>A label of an image once, however many boxes carry it.</summary>
/// <param name="Label">Name of the class.</param>
/// <param name="Score">The highest.</param>
/// <param name="Count">Predictions that carry it.</param>
internal readonly record struct CardLabel(string Label, float Score, int Count)
{
    /// <summary>Most certain first.</summary>
    public static IReadOnlyList<CardLabel> Of(IEnumerable<ReportPrediction> predictions) =>
    [
        .. predictions
            .GroupBy(prediction => prediction.Label, (label, same) => same.Aggregate(
                new CardLabel(label, 0, 0), (sum, one) => new CardLabel(label, Math.Max(sum.Score, one.Score), sum.Count + 1)))
            .OrderByDescending(label => label.Score),
    ];
}
