using System.Diagnostics;

namespace BatchVision.Benchmarks;

/// <summary>What a piece of work cost.</summary>
/// <param name="Name">What was measured.</param>
/// <param name="Images">Images in one round.</param>
/// <param name="CpuMilliseconds">User and system time per image, median of the rounds.</param>
/// <param name="ImagesPerSecond">Images by wall clock, median of the rounds.</param>
/// <param name="Utilization">CPU time over wall time and cores, median of the rounds.</param>
/// <param name="AllocatedBytes">Managed bytes per image, median of the rounds.</param>
internal sealed record Measurement(
    string Name, int Images, double CpuMilliseconds, double ImagesPerSecond, double Utilization, double AllocatedBytes)
{
    /// <summary>One round: runs the work and returns its figures.</summary>
    public static async Task<Measurement> TakeAsync(string name, int images, Func<Task> work)
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        var allocated = GC.GetTotalAllocatedBytes(precise: true);
        var cpu = Environment.CpuUsage.TotalTime;
        var clock = Stopwatch.StartNew();
        await work();
        var wall = clock.Elapsed;
        cpu = Environment.CpuUsage.TotalTime - cpu;
        allocated = GC.GetTotalAllocatedBytes(precise: true) - allocated;
        return new Measurement(
            name, images, cpu.TotalMilliseconds / images, images / wall.TotalSeconds,
            cpu / wall / Environment.ProcessorCount, (double)allocated / images);
    }

    /// <summary>The median of each figure over the rounds.</summary>
    public static Measurement Median(IReadOnlyList<Measurement> rounds) => rounds[0] with
    {
        CpuMilliseconds = Median(rounds.Select(round => round.CpuMilliseconds)),
        ImagesPerSecond = Median(rounds.Select(round => round.ImagesPerSecond)),
        Utilization = Median(rounds.Select(round => round.Utilization)),
        AllocatedBytes = Median(rounds.Select(round => round.AllocatedBytes)),
    };

    internal static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        return sorted.Length % 2 == 1
            ? sorted[sorted.Length / 2]
            : (sorted[(sorted.Length / 2) - 1] + sorted[sorted.Length / 2]) / 2;
    }
}
