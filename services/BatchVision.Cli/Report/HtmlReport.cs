using System.Security.Cryptography;
using System.Text;

namespace BatchVision.Cli.Report;

/// <summary>
/// Writes a job as one HTML page that needs nothing else: no network, no script to read it. The page is streamed, one card at a time,
/// so its size does not matter to memory.
/// </summary>
internal sealed class HtmlReport(Func<ReportImage, CancellationToken, ValueTask<byte[]?>> thumbnail)
{
    /// <summary>Most images in the gallery. 300 thumbnails make a page of about 6 MB.</summary>
    public int GalleryLimit { get; init; } = 300;

    /// <summary>Most rows in the table of failures.</summary>
    public int FailureLimit { get; init; } = 500;

    public async Task WriteAsync(string path, ReportData data, CancellationToken cancellationToken)
    {
        await using var file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.Read, 1 << 16, useAsync: true);
        await WriteAsync(file, data, cancellationToken);
    }

    public async Task WriteAsync(Stream stream, ReportData data, CancellationToken cancellationToken)
    {
        await using var writer = new StreamWriter(stream, new UTF8Encoding(false), 1 << 16, leaveOpen: true) { NewLine = "\n" };
        Task Write(Html html) => writer.WriteAsync(html.Text.AsMemory(), cancellationToken);

        await Write(Head(data));
        await Write(ReportHeader.Render(data));
        await Write(SummaryTiles.Render(data.Counts, data.Policy));
        await Write(Charts(data));

        var shown = Math.Min(data.ImageCount, GalleryLimit);
        await Write(Gallery(data.ImageCount, shown));
        if (shown > 0)
        {
            var written = 0;
            await foreach (var image in data.Images.WithCancellation(cancellationToken))
            {
                await Write(ImageCard.Render(image, data.Models, await thumbnail(image, cancellationToken)));
                if (++written >= GalleryLimit)
                    break;
            }
        }

        await Write(Html.Of($"</ul></section>\n"));
        await Write(FailureTable.Render(data.Failures, data.Counts.Failed, FailureLimit));
        await Write(Html.Of($"</main>\n<footer><p>Scores are what the models gave, above each model’s floor; {Decided(data.Policy)}</p></footer>\n<script>{Script}</script>\n</body>\n</html>\n"));
    }

    internal static readonly Html Style = Resource("report.css");

    private static readonly Html Script = Resource("report.js");

    // Should encoding ever fail, the page still loads nothing and runs no script but this one.
    private static readonly string Policy =
        $"default-src 'none'; img-src data:; style-src 'unsafe-inline'; script-src 'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(Script.Text)))}'";

    private static Html Head(ReportData data) => Html.Of($"""
        <!doctype html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="color-scheme" content="light dark">
        <meta name="referrer" content="no-referrer">
        <meta http-equiv="Content-Security-Policy" content="{Policy}">
        <title>{data.Source} · BatchVision report</title>
        <style>{Style}</style>
        </head>
        <body>

        """);

    private static Html Decided(ReportPolicy? policy) => policy is null
        ? Html.Of($"no policy was applied.")
        : Html.Of($"verdicts are those of policy {policy.Name}.{(policy.Undecided > 0 ? $" {policy.Undecided} images have none: no model with rules has seen them." : "")}");

    private static Html Charts(ReportData data) => Html.Of($"""
        <section class="charts" aria-label="Charts">
        {data.Models.Select(model => LabelChart.Render(model, data.LabelCounts))}
        {ThroughputChart.Render(data.Throughput)}
        </section>

        """);

    private static Html Gallery(long total, long shown)
    {
        var note = shown < total
            ? Html.Of($"Showing {shown:N0} of {total:N0} images.")
            : Html.Of($"{total:N0} {(total == 1 ? "image" : "images")}.");
        return Html.Of($"""
            <section id="gallery" aria-labelledby="gallery-title">
            <div class="bar">
            <h2 id="gallery-title">Images</h2><p class="note">{note} <span id="matches" role="status"></span></p>
            <div class="tools" hidden><label>Filter <input id="filter" type="search" placeholder="name or label" autocomplete="off"></label>
            <label><input id="boxes" type="checkbox" checked> Boxes</label></div>
            </div>
            <ul class="cards">

            """);
    }

    private static Html Resource(string name)
    {
        using var reader = new StreamReader(typeof(HtmlReport).Assembly.GetManifestResourceStream(name)!);
        return new Html(reader.ReadToEnd());
    }
}
