using System.Diagnostics;
using System.Globalization;

namespace BatchVision.Benchmarks;

/// <summary>What a piece of work cost.</summary>
/// <param name="Name">What was measured.</param>
/// <param name="Images">Images in one round.</param>
/// <param name="CpuMilliseconds">User and system time per image, median of the rounds.</param>
/// <param name="ImagesPerSecond">Images by wall clock, median of the rounds.</param>
/// <param name="Utilization">CPU time over wall time and cores, median of the rounds.</param>
/// <param name="AllocatedBytes">Managed bytes per image, median of the rounds.</param>
/// <param name="PeakMemoryBytes">Most resident memory of this process while it ran; 0 where the system does not tell.</param>
/// <param name="FullCollections">Collections of generation 2 while it ran, median of the rounds.</param>
internal sealed record Measurement(
    string Name, int Images, double CpuMilliseconds, double ImagesPerSecond, double Utilization, double AllocatedBytes, long PeakMemoryBytes, double FullCollections)
{
    private const string PeakLine = "VmHWM:";

    /// <summary>One round: runs the work and returns its figures.</summary>
    public static async Task<Measurement> TakeAsync(string name, int images, Func<Task> work)
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        ForgetPeak();
        var collections = GC.CollectionCount(generation: 2);
        var allocated = GC.GetTotalAllocatedBytes(precise: true);
        var cpu = Environment.CpuUsage.TotalTime;
        var clock = Stopwatch.StartNew();
        await work();
        var wall = clock.Elapsed;
        cpu = Environment.CpuUsage.TotalTime - cpu;
        allocated = GC.GetTotalAllocatedBytes(precise: true) - allocated;
        return new Measurement(
            name, images, cpu.TotalMilliseconds / images, images / wall.TotalSeconds,
            cpu / wall / Environment.ProcessorCount, (double)allocated / images, Peak(), GC.CollectionCount(generation: 2) - collections);
    }

    /// <summary>The median of each figure over the rounds.</summary>
    public static Measurement Median(IReadOnlyList<Measurement> rounds) => rounds[0] with
    {
        CpuMilliseconds = Median(rounds.Select(round => round.CpuMilliseconds)),
        ImagesPerSecond = Median(rounds.Select(round => round.ImagesPerSecond)),
        Utilization = Median(rounds.Select(round => round.Utilization)),
        AllocatedBytes = Median(rounds.Select(round => round.AllocatedBytes)),
        PeakMemoryBytes = (long)Median(rounds.Select(round => (double)round.PeakMemoryBytes)),
        FullCollections = Median(rounds.Select(round => round.FullCollections)),
    };

    public static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        return sorted.Length % 2 == 1
            ? sorted[sorted.Length / 2]
            : (sorted[(sorted.Length / 2) - 1] + sorted[sorted.Length / 2]) / 2;
    }

    /// <summary>
    /// What each further image costs, where <paramref name="first"/> is the same work on one image: start-up is taken off. How busy the cores were
    /// stays that of the whole, start-up included.
    /// </summary>
    public Measurement Without(Measurement first)
    {
        var (images, wall) = (Images - first.Images, (Images / ImagesPerSecond) - (first.Images / first.ImagesPerSecond));
        var cpu = (Images * CpuMilliseconds) - (first.Images * first.CpuMilliseconds);
        return this with
        {
            Images = images,
            CpuMilliseconds = cpu / images,
            ImagesPerSecond = images / wall,
            AllocatedBytes = ((Images * AllocatedBytes) - (first.Images * first.AllocatedBytes)) / images,
            FullCollections = FullCollections - first.FullCollections,
        };
    }

    // Linux: writing 5 sets the high-water mark of resident memory back to what is resident now (proc(5), clear_refs).
    private static void ForgetPeak()
    {
        GC.Collect();
        if (OperatingSystem.IsLinux())
            File.WriteAllText("/proc/self/clear_refs", "5");
    }

    private static long Peak() => !OperatingSystem.IsLinux()
        ? 0
        : 1024 * long.Parse(
            File.ReadLines("/proc/self/status").First(line => line.StartsWith(PeakLine, StringComparison.Ordinal))[PeakLine.Length..^"kB".Length],
            CultureInfo.InvariantCulture);
}
