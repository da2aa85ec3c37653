using System.Data.Common;
using System.Globalization;

namespace BatchVision.Benchmarks;

/// <summary>CPU time of a PostgreSQL server on this machine: of all its processes, by what Linux says of them.</summary>
internal sealed class ServerCpu
{
    // USER_HZ, the unit of /proc.
    private const double TicksPerSecond = 100;

    private readonly int? _postmaster;

    private ServerCpu(int? postmaster) => _postmaster = postmaster;

    /// <summary>So far; null where the server is elsewhere.</summary>
    public TimeSpan? Total => _postmaster is { } postmaster
        ? TimeSpan.FromSeconds(Processes().Where(p => p.Id == postmaster || p.Parent == postmaster).Sum(p => p.Id == postmaster ? p.Ticks + p.ReapedTicks : p.Ticks) / TicksPerSecond)
        : null;

    /// <summary>Finds the server by the process that serves a connection.</summary>
    public static ServerCpu Of(DbConnection connection)
    {
        if (!OperatingSystem.IsLinux() || connection is not Npgsql.NpgsqlConnection postgres)
            return new ServerCpu(null);
        var server = Processes().FirstOrDefault(process => process.Id == postgres.ProcessID);
        return new ServerCpu(server.Name == "postgres" ? server.Parent : null);
    }

    private static IEnumerable<(int Id, string Name, int Parent, long Ticks, long ReapedTicks)> Processes()
    {
        foreach (var folder in Directory.EnumerateDirectories("/proc").Where(path => char.IsAsciiDigit(path[^1])))
        {
            string stat;
            try
            {
                stat = File.ReadAllText(Path.Combine(folder, "stat"));
            }
            catch (IOException)
            {
                // It has ended meanwhile.
                continue;
            }

            // "id (name) state parent …": the name may hold anything. Fields 14 to 17 are the times, of itself and of children that have ended.
            var (open, close) = (stat.IndexOf('(', StringComparison.Ordinal), stat.LastIndexOf(')'));
            var fields = stat[(close + 2)..].Split(' ');
            yield return (
                Number(stat[..open]), stat[(open + 1)..close], Number(fields[1]), Number(fields[11]) + Number(fields[12]), Number(fields[13]) + Number(fields[14]));
        }

        static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);
    }
}
