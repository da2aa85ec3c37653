namespace BatchVision.Cli.Report;

/// <summary>The figures of a job, and of the policy where it decided something.</summary>
internal static class SummaryTiles
{
    public static Html Render(ReportCounts counts, ReportPolicy? policy = null) => Html.Of($"""
        <section class="tiles" aria-label="Summary"><dl>
        {Tile("Images", Html.Of($"{counts.Listed:N0}"))}
        {Tile("Recognized", Html.Of($"{counts.Recognized:N0}"), "good")}
        {Tile("Failed", Html.Of($"{counts.Failed:N0}"), counts.Failed > 0 ? "bad" : "")}
        {Tile("Skipped, known", Html.Of($"{counts.Skipped:N0}"))}
        {(policy is null or { Allow: 0, Review: 0, Block: 0 } ? Html.Empty : Verdicts(policy))}
        {Tile("Images per second", Rate(counts.ImagesPerSecond))}
        {Tile("Duration", Duration(counts.Elapsed))}
        </dl></section>

        """);

    private static Html Verdicts(ReportPolicy policy) => Html.Of($"""
        {Tile("Allowed", Html.Of($"{policy.Allow:N0}"))}
        {Tile("To review", Html.Of($"{policy.Review:N0}"), policy.Review > 0 ? "care" : "")}
        {Tile("Blocked", Html.Of($"{policy.Block:N0}"), policy.Block > 0 ? "bad" : "")}
        """);

    private static Html Tile(string name, Html value, string kind = "") => Html.Of(
        $"""<div class="tile {kind}"><dt>{name}</dt><dd>{value}</dd></div>""");

    private static Html Rate(double rate) => rate >= 100 ? Html.Of($"{rate:N0}") : Html.Of($"{rate:N1}");

    private static Html Duration(TimeSpan elapsed) => elapsed switch
    {
        { TotalSeconds: < 60 } => Html.Of($"{elapsed.TotalSeconds:N1} <small>s</small>"),
        { TotalMinutes: < 60 } => Html.Of($"{elapsed.Minutes} <small>min</small> {elapsed.Seconds} <small>s</small>"),
        _ => Html.Of($"{(long)elapsed.TotalHours:N0} <small>h</small> {elapsed.Minutes} <small>min</small>"),
    };
}
