using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using BatchVision.Cli.Moderation;
using Spectre.Console;

namespace BatchVision.Cli.Run;

/// <summary>What a run did; printed for people, or as JSON for machines.</summary>
internal sealed record RunSummary(
    string Status,
    string Source,
    Guid JobId,
    string Database,
    IReadOnlyList<string> Models,
    long Listed,
    long Ignored,
    long Skipped,
    long Recognized,
    long Failed,
    double Seconds,
    double ImagesPerSecond,
    double CpuMillisecondsPerImage,
    long PeakMemoryBytes,
    IReadOnlyList<StageSummary> Stages,
    IReadOnlyList<LabelSummary> TopLabels,
    IReadOnlyList<FailureSummary> Failures,
    string? Policy,
    VerdictCounts? Verdicts,
    IReadOnlyList<VerdictSummary>? NotAllowed)
{
    private static readonly JsonSerializerOptions Json = new()
    {
        WriteIndented = true,
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    public void PrintJson() => Console.Out.WriteLine(JsonSerializer.Serialize(this, Json));

    /// <param name="query">A command line that shows some results.</param>
    /// <param name="report">Path of the report, if there is one.</param>
    public void Print(string query, string? report)
    {
        var console = AnsiConsole.Console;
        var counts = string.Create(CultureInfo.InvariantCulture, $"{Recognized:N0} recognized, {Failed:N0} failed, {Skipped:N0} known and skipped, of {Listed:N0} images");
        console.MarkupLine(Failed == 0 ? $"[green]{Status}[/]: {counts}" : $"[yellow]{Status}[/]: {counts}");
        if (Ignored > 0)
            console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{Ignored:N0} {(Ignored == 1 ? "file" : "files")} ignored: hidden, or by name not an image"));
        if (Recognized + Failed > 0)
        {
            console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{Seconds:N1} s, {ImagesPerSecond:N1} images/s, {CpuMillisecondsPerImage:N1} ms of CPU per image, {PeakMemoryBytes / 1048576.0:N0} MiB at most"));
            PrintTable("Stage", ["images", "busy s", "ms/image"], Stages.Select(stage => (stage.Stage, new[]
            {
                stage.Images.ToString("N0", CultureInfo.InvariantCulture),
                stage.Seconds.ToString("N1", CultureInfo.InvariantCulture),
                (stage.Images > 0 ? stage.Seconds / stage.Images * 1000 : 0).ToString("N2", CultureInfo.InvariantCulture),
            })));
        }

        foreach (var model in TopLabels.GroupBy(label => label.Model))
        {
            PrintTable($"Top labels of {model.Key}", ["images"], model.Select(label => (label.Label, new[] { label.Images.ToString("N0", CultureInfo.InvariantCulture) })));
        }

        if (Failures.Count > 0)
        {
            PrintTable("Failed because", ["images", "for example"], Failures.Select(failure =>
                (failure.Status, new[] { failure.Images.ToString("N0", CultureInfo.InvariantCulture), $"{failure.ExampleKey}: {failure.ExampleReason}" })));
        }

        if (Verdicts is not null)
            console.WriteLine($"Verdicts of {Policy}: {Verdicts}");
        if (NotAllowed is { Count: > 0 })
        {
            PrintTable("Not allowed because", ["verdict", "images", "for example"], NotAllowed.Select(reason => (
                reason.Category ?? reason.ExampleReason,
                new[] { reason.Decision, reason.Images.ToString("N0", CultureInfo.InvariantCulture), $"{reason.ExampleKey}: {reason.ExampleReason}" })));
        }

        // Not through the console, which would break lines that people copy.
        Console.Out.WriteLine($"Results are in {Database}; try: {query}");
        if (report is not null)
            Console.Out.WriteLine($"Report: {Path.GetFullPath(report)}");
    }

    private static void PrintTable(string title, string[] columns, IEnumerable<(string Name, string[] Cells)> rows)
    {
        var table = new Table().Border(TableBorder.Minimal).AddColumn(new TableColumn(title.EscapeMarkup()));
        foreach (var column in columns)
            table.AddColumn(column == "for example" ? new TableColumn(column) : new TableColumn(column).RightAligned());
        foreach (var (name, cells) in rows)
            table.AddRow([name.EscapeMarkup(), .. cells.Select(cell => cell.EscapeMarkup())]);
        AnsiConsole.Console.Write(table);
    }
}
