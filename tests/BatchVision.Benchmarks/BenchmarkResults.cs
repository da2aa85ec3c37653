using System.Diagnostics;
using System.Globalization;

namespace BatchVision.Benchmarks;

/// <summary>All measurements of one run and what follows from them.</summary>
/// <param name="Model">The model that was measured.</param>
/// <param name="Parts">What the limit is the sum of.</param>
/// <param name="Stages">Our own decode and inference alone, and end to end.</param>
/// <param name="LimitCpuMilliseconds">Sum of the parts per image.</param>
/// <param name="FractionOfLimit">The limit over the CPU time of the whole of <c>bv run</c>.</param>
internal sealed record BenchmarkResults(
    string Model, IReadOnlyList<Measurement> Parts, IReadOnlyList<Measurement> Stages, double LimitCpuMilliseconds, double FractionOfLimit)
{
    public void Print()
    {
        using var process = Process.GetCurrentProcess();
        Console.WriteLine($"{Model}, {Environment.ProcessorCount} cores, {DateTime.UtcNow:yyyy-MM-dd}, peak memory {process.PeakWorkingSet64 >> 20} MiB");
        Console.WriteLine();
        Console.WriteLine("| | CPU-ms/image | images/s | cores busy | managed bytes/image |");
        Console.WriteLine("|---|---|---|---|---|");
        foreach (var part in Parts.Concat(Stages))
        {
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"| {part.Name} | {part.CpuMilliseconds:F2} | {part.ImagesPerSecond:F0} | {part.Utilization:P0} | {part.AllocatedBytes:N0} |"));
        }

        Console.WriteLine();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"Limit {LimitCpuMilliseconds:F2} CPU-ms/image; bv run reaches {FractionOfLimit:F2} of it."));
    }
}
