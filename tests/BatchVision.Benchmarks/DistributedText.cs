using System.Globalization;
using System.Text;

namespace BatchVision.Benchmarks;

/// <summary>The results as Markdown tables.</summary>
internal static class DistributedText
{
    public static string Of(DistributedResults results)
    {
        var text = new StringBuilder();
        Line($"{results.Model}, {results.Cores} cores shared by all, workers of {results.Threads} threads, {results.Images} images a job, {(results.Rounds == 1 ? "one job each" : $"medians of {results.Rounds} jobs")}.");
        Line($"Live images alone, event to row: median {results.Idle.MedianSeconds:F2} s, 95th percentile {results.Idle.P95Seconds:F2} s.\n");
        Line($"| workers | images/s | predicted | error | cores busy | taken by others | worker threads busy | fetch ms | live median s | predicted | error | live p95 s | predicted | error |");
        Line($"|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|");
        foreach (var run in results.Runs)
        {
            Line($"| {run.Workers} | {run.ImagesPerSecond:F1} | {run.Predicted?.ImagesPerSecond:F1} | {run.Error?.ImagesPerSecond:+0.0%;-0.0%} | {run.Utilization * results.Cores:F2} | {run.OtherCores:F2} | {run.WorkerUtilization:P0} | {run.FetchMs:F1} {Live(run)}");
        }

        Line($"\nCPU-ms an image, and most memory of one process in MiB:\n");
        Line($"| workers | {string.Join(" | ", results.Runs[0].Processes.Select(process => process.Name))} | all |");
        Line($"|---:|{string.Concat(results.Runs[0].Processes.Select(_ => "---:|"))}---:|");
        foreach (var run in results.Runs)
            Line($"| {run.Workers} | {string.Join(" | ", run.Processes.Select(Cost))} | {run.Processes.Sum(process => process.CpuMs):F2} |");
        return text.ToString().TrimEnd();

        void Line(FormattableString line) => text.Append(line.ToString(CultureInfo.InvariantCulture)).Append('\n');
    }

    private static string Live(DistributedRun run) => string.Create(
        CultureInfo.InvariantCulture,
        $"| {run.Live.MedianSeconds:F2} | {run.Predicted?.LiveMedianSeconds:F2} | {run.Error?.LiveMedianSeconds:+0%;-0%} | {run.Live.P95Seconds:F2} | {run.Predicted?.LiveP95Seconds:F2} | {run.Error?.LiveP95Seconds:+0%;-0%} |");

    private static string Cost(ProcessCost cost) => cost.PeakMebibytes > 0
        ? string.Create(CultureInfo.InvariantCulture, $"{cost.CpuMs:F2} ({cost.PeakMebibytes:F0})")
        : cost.CpuMs.ToString("F2", CultureInfo.InvariantCulture);
}
