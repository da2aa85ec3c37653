using System.Globalization;

namespace BatchVision.Benchmarks;

/// <summary>CPU time of everything that this process started, by service and server; Linux only. Servers that the environment names are not seen.</summary>
internal static class ProcessTable
{
    /// <summary>User and system milliseconds so far: of the named processes, and of those below us that serve broker, database or store.</summary>
    public static Dictionary<string, double> Cpu(IReadOnlyDictionary<int, string> services)
    {
        var processes = new Dictionary<int, (string Name, int Parent, double Milliseconds)>();
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(folder), out var id) && Read(folder) is { } process)
                processes[id] = process;
        }

        return processes.Where(process => Name(process.Key) is not null).GroupBy(process => Name(process.Key)!)
            .ToDictionary(group => group.Key, group => group.Sum(process => process.Value.Milliseconds));

        string? Name(int id) => services.TryGetValue(id, out var service) ? service
            : !IsOurs(id) ? null
            : processes[id].Name switch
            {
                "postgres" => "PostgreSQL",
                "radosgw" => "S3",
                var name when name.StartsWith("ceph", StringComparison.Ordinal) => "S3",
                var name when name.StartsWith("beam", StringComparison.Ordinal) => "RabbitMQ",
                _ => null,
            };

        bool IsOurs(int id) => processes.TryGetValue(id, out var process) && (process.Parent == Environment.ProcessId || IsOurs(process.Parent));
    }

    /// <summary>Milliseconds in which the machine's cores worked so far, for whomever: the first line of /proc/stat, without idle and the wait for disks.</summary>
    public static double Machine()
    {
        var fields = File.ReadLines("/proc/stat").First().Split(' ', StringSplitOptions.RemoveEmptyEntries).Skip(1).Select(long.Parse).ToArray();
        return 10.0 * (fields[0] + fields[1] + fields[2] + fields[5] + fields[6] + fields[7]);
    }

    /// <summary>Most memory of a process since the last <see cref="ForgetPeak"/>.</summary>
    public static double PeakMebibytes(int processId) =>
        double.Parse(
            File.ReadLines($"/proc/{processId}/status").First(line => line.StartsWith("VmHWM:", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[1],
            CultureInfo.InvariantCulture) / 1024;

    // proc(5): 5 resets the peak to what is held now.
    public static void ForgetPeak(int processId) => File.WriteAllText($"/proc/{processId}/clear_refs", "5");

    // /proc/PID/stat: id, name in brackets, which may hold spaces, state, parent, …; fields 14 and 15 are user and system time in ticks of 10 ms.
    private static (string Name, int Parent, double Milliseconds)? Read(string folder)
    {
        try
        {
            var stat = File.ReadAllText($"{folder}/stat");
            var (open, close) = (stat.IndexOf('(', StringComparison.Ordinal), stat.LastIndexOf(')'));
            var fields = stat[(close + 2)..].Split(' ');
            return (stat[(open + 1)..close], int.Parse(fields[1], CultureInfo.InvariantCulture),
                10.0 * (long.Parse(fields[11], CultureInfo.InvariantCulture) + long.Parse(fields[12], CultureInfo.InvariantCulture)));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // It has ended.
            return null;
        }
    }
}
