using System.Globalization;
using System.Text.Json;

namespace BatchVision.Benchmarks;

/// <summary>Everything that one run of <c>bv bench</c> measured; a part that was not asked for, or could not be had, is null.</summary>
internal sealed record BenchReport(DateTimeOffset Date, string Command, Machine Machine)
{
    private static readonly JsonSerializerOptions Json = new() { WriteIndented = true, PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    public IReadOnlyList<PipelineResults>? Pipeline { get; init; }

    public static BenchReport Read(string file) =>
        JsonSerializer.Deserialize<BenchReport>(File.ReadAllBytes(file), Json) ?? throw new JsonException($"'{file}' is empty.");

    public string ToJson() => JsonSerializer.Serialize(this, Json);

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

    public void WriteMarkdown(TextWriter to)
    {
        to.WriteLine(Line($"`{Command}`, {Date:yyyy-MM-dd HH:mm} UTC"));
        to.WriteLine();
        to.WriteLine(Line($"{Machine.Cores} cores of {Machine.Processor}, {Machine.MemoryGiB:F0} GiB, no GPU, {Machine.System}; {Machine.Runtime}, ONNX Runtime {Machine.OnnxRuntime}, libjpeg-turbo {(Machine.LibjpegTurbo ? "present" : "absent")}; load {Machine.LoadAtStart:F1} at the start."));
        if (Pipeline is { } pipeline)
            WritePipeline(to, pipeline);
    }

    private static void WritePipeline(TextWriter to, IReadOnlyList<PipelineResults> pipeline)
    {
        to.WriteLine();
        to.WriteLine("## One process against the limit");
        to.WriteLine();
        to.WriteLine("| set | model | limit, CPU-ms/image | bv run, CPU-ms/image | of the limit | images/s | cores busy | worker's managed bytes/image | bv run's | peak MiB |");
        to.WriteLine("|---|---|---:|---:|---:|---:|---:|---:|---:|---:|");
        foreach (var results in pipeline)
        {
            var (whole, worker) = (results.EndToEnd, results.Worker);
            to.WriteLine(Line($"| {results.Set} | {results.Model} | {results.LimitCpuMilliseconds:F2} | {whole.CpuMilliseconds:F2} | {results.FractionOfLimit:F2} | {whole.ImagesPerSecond:F0} | {whole.Utilization:F2} | {worker.AllocatedBytes:N0} | {whole.AllocatedBytes:N0} | {whole.PeakMemoryBytes >> 20} |"));
        }

        foreach (var results in pipeline)
        {
            to.WriteLine();
            to.WriteLine($"### {results.Set}, {results.Model}");
            to.WriteLine();
            to.WriteLine("| | CPU-ms/image | images/s | cores busy | managed bytes/image | peak MiB |");
            to.WriteLine("|---|---:|---:|---:|---:|---:|");
            foreach (var part in results.Measurements)
                to.WriteLine(Line($"| {part.Name} | {part.CpuMilliseconds:F2} | {part.ImagesPerSecond:F0} | {part.Utilization:F2} | {part.AllocatedBytes:N0} | {part.PeakMemoryBytes >> 20} |"));
        }
    }

    private static string Line(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
