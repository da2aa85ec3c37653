using System.Text.Json;

namespace BatchVision.Benchmarks;

/// <summary>Everything that one run of <c>bv bench</c> measured; a part that was not asked for is null.</summary>
internal sealed record BenchReport(DateTimeOffset Date, string Command, Machine Machine)
{
    private static readonly JsonSerializerOptions Json = new() { WriteIndented = true, PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    public IReadOnlyList<PipelineResults>? Pipeline { get; init; }

    public IReadOnlyList<SideBySide>? SideBySide { get; init; }

    public DistributedResults? Distributed { get; init; }

    public RowsResults? Rows { get; init; }

    public PlanningResults? Planning { get; init; }

    public IReadOnlyList<GrowthResults>? Growth { get; init; }

    public static BenchReport Read(string file) =>
        JsonSerializer.Deserialize<BenchReport>(File.ReadAllBytes(file), Json) ?? throw new JsonException($"'{file}' is empty.");

    public string ToJson() => JsonSerializer.Serialize(this, Json);

    public void WriteMarkdown(TextWriter to) => new BenchText(to).Write(this);

    /// <summary>Writes report.json, report.md and profile.svg.</summary>
    public void Save(string folder, BenchReport? baseline)
    {
        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, "report.json"), ToJson());
        using var markdown = new StreamWriter(Path.Combine(folder, "report.md"));
        WriteMarkdown(markdown);
        if (Pipeline is not { Count: > 0 })
            return;
        File.WriteAllText(Path.Combine(folder, "profile.svg"), ProfileChart.Draw(Pipeline, baseline?.Pipeline));
        markdown.WriteLine();
        markdown.WriteLine("![Where the CPU time of an image goes](profile.svg)");
    }
}
