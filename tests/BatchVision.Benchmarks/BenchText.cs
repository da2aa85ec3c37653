using System.Globalization;

namespace BatchVision.Benchmarks;

/// <summary>A report as Markdown.</summary>
internal sealed class BenchText(TextWriter to)
{
    public void Write(BenchReport report)
    {
        var machine = report.Machine;
        Line($"`{report.Command}`, {report.Date:yyyy-MM-dd HH:mm} UTC");
        Line($"");
        Line($"{machine.Cores} cores of {machine.Processor}, {machine.MemoryGiB:F0} GiB, no GPU, {machine.System}; {machine.Runtime}, ONNX Runtime {machine.OnnxRuntime}, libjpeg-turbo {(machine.LibjpegTurbo ? "present" : "absent")}; load {machine.LoadAtStart:F1} at the start.");
        Targets(report);
        if (report.Pipeline is { Count: > 0 } pipeline)
        {
            Limit(pipeline);
            foreach (var beside in report.SideBySide ?? [])
                Beside(beside, pipeline.First(results => results.Set == beside.Set && results.Model == beside.Model));
            foreach (var results in pipeline)
                Parts(results);
        }

        if (report.Distributed is { } distributed)
        {
            Heading("Distributed");
            to.WriteLine(DistributedText.Of(distributed));
        }

        if (report.Rows is { } rows)
            RowsText.Write(rows, Section("Results as rows"));
        if (report.Planning is { } planning)
            PlanningText.Write(planning, Section("Planning"));
        if (report.Growth is { } growth)
            Growth(growth);
    }

    private void Limit(IReadOnlyList<PipelineResults> pipeline)
    {
        Heading("One process against the limit");
        Line($"| set | model | limit, CPU-ms/image | bv run, CPU-ms/image | of the limit | images/s | cores busy | worker's managed bytes/image | bv run's | full collections, worker | bv run | peak MiB |");
        Line($"|---|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|");
        foreach (var results in pipeline)
        {
            var whole = results.EndToEnd;
            Line($"| {results.Set} | {results.Model} | {results.LimitCpuMilliseconds:F2} | {whole.CpuMilliseconds:F2} | {results.FractionOfLimit:F2} | {whole.ImagesPerSecond:F0} | {whole.Utilization:F2} | {results.Worker.AllocatedBytes:N0} | {whole.AllocatedBytes:N0} | {results.Worker.FullCollections:F0} | {whole.FullCollections:F0} | {whole.PeakMemoryBytes >> 20} |");
        }
    }

    private void Targets(BenchReport report)
    {
        BenchTarget[] targets = [.. BenchTarget.Of(report)];
        if (targets.Length == 0)
            return;
        Heading("Targets");
        Line($"Set for MobileNetV2 on photographs, on a machine that does nothing else.");
        Line($"");
        Line($"| | asked | measured | |");
        Line($"|---|---:|---:|---|");
        foreach (var target in targets)
            Line($"| {target.Name} | {(target.AtLeast ? "≥" : "<")} {target.Asked:#,0.##} | {target.Measured:#,0.##} | {(target.Met ? "met" : "missed")} |");
    }

    private void Beside(SideBySide beside, PipelineResults ours)
    {
        Heading($"Side by side: {beside.Set}, {beside.Model}");
        Line($"| | CPU-ms/image | images/s | cores busy | peak MiB | bv run takes less CPU time by | and more images/s by | sees what bv run sees |");
        Line($"|---|---:|---:|---:|---:|---:|---:|---:|");
        var whole = ours.EndToEnd;
        Line($"| bv run | {whole.CpuMilliseconds:F2} | {whole.ImagesPerSecond:F0} | {whole.Utilization:F2} | {whole.PeakMemoryBytes >> 20} | | | |");
        foreach (var program in beside.Alternatives.Programs)
        {
            if (program.Figures is not { } figures)
            {
                Line($"| {program.Name} | did not run | | | | | | |");
                continue;
            }

            var agreement = beside.Alternatives.WithReference.FirstOrDefault(with => with.First == program.Name);
            Line($"| {program.Name} | {figures.CpuMsPerImage:F2} | {figures.ImagesPerSecond:F0} | {figures.Utilization:F2} | {figures.PeakMemoryMb:F0} | {figures.CpuMsPerImage / whole.CpuMilliseconds:F2} × | {whole.ImagesPerSecond / figures.ImagesPerSecond:F2} × | {agreement?.Fraction:P1} |");
        }
    }

    private void Parts(PipelineResults results)
    {
        Heading($"Parts: {results.Set}, {results.Model}");
        Line($"| | CPU-ms/image | images/s | cores busy | managed bytes/image | peak MiB |");
        Line($"|---|---:|---:|---:|---:|---:|");
        foreach (var part in results.Measurements)
            Line($"| {part.Name} | {part.CpuMilliseconds:F2} | {part.ImagesPerSecond:F0} | {part.Utilization:F2} | {part.AllocatedBytes:N0} | {part.PeakMemoryBytes >> 20} |");
    }

    private void Growth(IReadOnlyList<GrowthResults> growth)
    {
        Heading("Growth");
        GrowthText.Write(growth, to);
    }

    private TextWriter Section(string title)
    {
        Heading(title);
        return to;
    }

    private void Heading(string title)
    {
        Line($"");
        Line($"## {title}");
        Line($"");
    }

    private void Line(FormattableString text) => to.WriteLine(text.ToString(CultureInfo.InvariantCulture));
}
