using System.Globalization;

namespace BatchVision.Benchmarks;

/// <summary>Growing jobs as a table.</summary>
internal static class GrowthText
{
    public static void Write(IReadOnlyList<GrowthResults> results, TextWriter to)
    {
        to.WriteLine("| images | CPU-ms/image | images/s | peak MiB |");
        to.WriteLine("|---:|---:|---:|---:|");
        foreach (var result in results)
            to.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {result.Images:N0} | {result.CpuMilliseconds:F2} | {result.ImagesPerSecond:F0} | {result.PeakMemoryBytes >> 20} |"));
    }
}
