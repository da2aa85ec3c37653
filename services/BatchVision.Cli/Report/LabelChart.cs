namespace BatchVision.Cli.Report;

/// <summary>Horizontal bars: the labels that a model gave to most images.</summary>
internal static class LabelChart
{
    private const int MaxBars = 10;
    private const int RowHeight = 34;
    private const int MaxLabelLength = 36;

    public static Html Render(ReportModel model, IReadOnlyList<ReportLabelCount> counts)
    {
        var top = counts.Where(count => count.Model == model.Name).OrderByDescending(count => count.Images).ThenBy(count => count.Label, StringComparer.Ordinal).Take(MaxBars).ToArray();
        if (top.Length == 0)
            return Html.Of($"""<figure><figcaption>Top labels <b>{model.Name}</b></figcaption><p class="note">No labels.</p></figure>""");

        var summary = string.Join(", ", top.Select(count => $"{count.Label} {count.Images}"));
        return Html.Of($"""
            <figure><figcaption>Top labels <b>{model.Name}</b> <span>images</span></figcaption>
            <svg class="bars" role="img" width="100%" height="{top.Length * RowHeight}" aria-label="Images per label of {model.Name}: {summary}">
            {top.Select((count, row) => Bar(count, row * RowHeight, (double)count.Images / Math.Max(1, top[0].Images)))}
            </svg></figure>

            """);
    }

    // Label and number stand above their bar, so that percentages of the width serve every screen.
    private static Html Bar(ReportLabelCount count, int y, double share) => Html.Of($"""
        <g><title>{count.Label}: {count.Images:N0}</title><text x="0" y="{y + 15}">{Shorten(count.Label)}</text><text class="n" x="100%" y="{y + 15}">{count.Images:N0}</text>
        <rect class="track" x="0" y="{y + 21}" width="100%" height="7" rx="3.5"/><rect class="fill" x="0" y="{y + 21}" width="{100 * share:0.##}%" height="7" rx="3.5"/></g>

        """);

    private static string Shorten(string label) => label.Length <= MaxLabelLength ? label : $"{label[..(MaxLabelLength - 1)]}…";
}
