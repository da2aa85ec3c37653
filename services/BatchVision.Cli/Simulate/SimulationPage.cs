using System.Globalization;
using System.Text;
using BatchVision.Cli.Report;
using BatchVision.Cli.Simulate.Engine;

namespace BatchVision.Cli.Simulate;

/// <summary>Simulated runs as one HTML page that needs nothing else, in the dress of the report.</summary>
internal static class SimulationPage
{
    public static async Task WriteAsync(string path, SimulationSettings settings, IReadOnlyList<SimulatedRun> runs, CancellationToken cancellationToken) =>
        await File.WriteAllTextAsync(path, Render(settings, runs).Text, new UTF8Encoding(false), cancellationToken);

    internal static Html Render(SimulationSettings settings, IReadOnlyList<SimulatedRun> runs) => Html.Of($"""
        <!doctype html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="color-scheme" content="light dark">
        <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
        <title>Simulation · BatchVision</title>
        <style>{HtmlReport.Style}</style>
        </head>
        <body>
        <header><p class="brand">BatchVision <span>simulation</span></p>
        <h1>{settings.Backfill:N0} images of a back-fill{(settings.Live is null ? "" : " and live images")}</h1>
        <p class="note">Times of {settings.Measured.Source}.</p></header>
        <main>
        {runs.Select(Run)}
        </main>
        </body>
        </html>

        """);

    private static Html Run(SimulatedRun run) => Html.Of($"""
        <section class="tiles"><h2>{run.Workers:N0} workers; limit: {LimitText.Of(run.Result.Bound)}</h2>
        <dl>
        {Tile("Images a second", Number(run.Result.ImagesPerSecond))}
        {Tile("Back-fill done", run.Result.BackfillSeconds)}
        {Tile("Live, median", run.Result.Live?.Median)}
        {Tile("Live, 95th percentile", run.Result.Live?.P95)}
        {Tile("Worker-hours", Number(run.Result.WorkerHours))}
        {Tile("Workers busy", run.Result.WorkersBusy.ToString("P0", CultureInfo.InvariantCulture))}
        </dl></section>
        <section class="charts">
        {Chart("Backlog", "images without a row", run.Result.Timeline, point => point.Backlog)}
        {Chart("Workers", "ready", run.Result.Timeline, point => point.Workers)}
        </section>

        """);

    private static Html Tile(string title, double? seconds) => seconds is { } value ? Tile(title, SimulatedTime.Text(value)) : Html.Empty;

    private static Html Tile(string title, string value) => Html.Of($"""<div class="tile"><dt>{title}</dt><dd>{value}</dd></div>""");

    private static Html Chart(string title, string unit, IReadOnlyList<TimelinePoint> points, Func<TimelinePoint, double> value)
    {
        var (most, last) = (Math.Max(1, points.Max(value)), Math.Max(1, points[^1].Seconds));
        var line = string.Join(' ', points.Select(point => string.Create(
            CultureInfo.InvariantCulture, $"{1000 * point.Seconds / last:0.#},{1000 * (1 - (value(point) / most)):0.#}")));
        return Html.Of($"""
            <figure><figcaption>{title} <span>{unit}, {most:N0} at most, until {SimulatedTime.Text(last)}</span></figcaption>
            <svg class="line" role="img" width="100%" height="160" viewBox="0 0 1000 1000" preserveAspectRatio="none" aria-label="{title} over {SimulatedTime.Text(last)}: at most {most:0}">
            <polygon class="area" points="0,1000 {line} 1000,1000"/><polyline class="rate" points="{line}"/>
            </svg></figure>
            """);
    }

    private static string Number(double value) => value.ToString(value < 10 ? "N2" : "N0", CultureInfo.InvariantCulture);
}
