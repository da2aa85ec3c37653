namespace BatchVision.Cli.Report;

/// <summary>The top of the page: what was recognised, when, by which models.</summary>
internal static class ReportHeader
{
    private const int ShortFingerprint = 12;

    public static Html Render(ReportData data) => Html.Of($"""
        <header>
        <p class="brand">BatchVision <span>recognition report</span></p>
        <h1><bdi>{data.Source}</bdi></h1>
        <dl>
        <div><dt>Started</dt><dd><time datetime="{data.StartedAt.UtcDateTime:yyyy-MM-ddTHH:mm:ssZ}">{data.StartedAt.UtcDateTime:d MMMM yyyy, HH:mm} UTC</time></dd></div>
        <div><dt>Job</dt><dd><code>{data.JobId}</code></dd></div>
        <div><dt>{(data.Models.Count == 1 ? "Model" : "Models")}</dt><dd class="models">{data.Models.Select(Model)}</dd></div>
        </dl>
        </header>
        <main>

        """);

    private static Html Model(ReportModel model) => Html.Of(
        $"""<span><b>{model.Name}</b>@{model.Version} <i>{model.Task}</i> <code title="{model.Fingerprint}">{Short(model.Fingerprint)}</code></span>""");

    private static string Short(string fingerprint) => fingerprint[..Math.Min(ShortFingerprint, fingerprint.Length)];
}
