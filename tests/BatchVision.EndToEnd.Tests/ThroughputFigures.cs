using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using BatchVision.Storage;
using BatchVision.TestAssets;

namespace BatchVision.EndToEnd.Tests;

/// <summary>
/// What distribution costs: CPU time of all services against that of one process, on the same images and model. Explicit, because a
/// figure needs an otherwise idle machine: <c>-explicit only -class "*ThroughputFigures" -showliveoutput</c>.
/// </summary>
public sealed class ThroughputFigures
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact(Explicit = true)]
    public async Task Services_PerImage_CostLittleMoreThanOneProcess()
    {
        var models = AssetModels.Repository();
        var photographs = await Photographs.GetAsync();
        await using var stack = await Stack.CreateAsync();
        await photographs.UploadAsync(stack.Bucket, Token);
        stack.Settings["Worker__ModelsDirectory"] = models;
        stack.Settings["Worker__Models"] = "mobilenetv2_f32";
        await stack.StartServicesAsync();
        // What is compiled and opened once is paid before, on both sides.
        await RunJobAsync(stack);

        var (cpuBefore, serversBefore, started) = (stack.Services.Select(service => service.CpuTime).ToArray(), ServersCpu(stack), Stopwatch.GetTimestamp());
        await RunJobAsync(stack);
        var wall = Stopwatch.GetElapsedTime(started);
        var servers = (ServersCpu(stack) - serversBefore).TotalMilliseconds / Photographs.Count;
        var costs = stack.Services.Select((service, i) => (service.Name, Cost: (service.CpuTime - cpuBefore[i]).TotalMilliseconds / Photographs.Count)).ToList();

        var half = await RunAsync(photographs.Folder, models, Photographs.Count / 2);
        var all = await RunAsync(photographs.Folder, models, Photographs.Count);
        var one = (all - half).TotalMilliseconds / (Photographs.Count / 2);
        var distributed = costs.Sum(cost => cost.Cost);
        TestContext.Current.TestOutputHelper?.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"CPU-ms per image: one process {one:F2}; services {distributed:F2} ({string.Join(", ", costs.Select(cost => $"{cost.Name} {cost.Cost:F2}"))}); "
            + $"ratio {one / distributed:F2}; broker, database and store {servers:F2}; {Photographs.Count / wall.TotalSeconds:F0} images/s distributed."));
        Assert.InRange(one / distributed, 0.8, 2);
    }

    private static async Task RunJobAsync(Stack stack) => await stack.WaitUntilClosedAsync(
        (await stack.Jobs.SubmitAsync(new JobSubmission(stack.Bucket.Root, []) { Mode = JobMode.All }, Token)).JobId);

    /// <summary>CPU time of everything that this process started, but for the services: of the servers, where they are native.</summary>
    private static TimeSpan ServersCpu(Stack stack)
    {
        // /proc/PID/stat after the name, which may hold spaces: state, parent, …; fields 14 and 15 are user and system time in ticks of 10 ms.
        var processes = new Dictionary<int, (int Parent, long Ticks)>();
        foreach (var folder in Directory.EnumerateDirectories("/proc").Where(folder => int.TryParse(Path.GetFileName(folder), out _)))
        {
            try
            {
                var fields = File.ReadAllText($"{folder}/stat").Split(") ")[^1].Split(' ');
                processes[int.Parse(Path.GetFileName(folder), CultureInfo.InvariantCulture)] = (
                    int.Parse(fields[1], CultureInfo.InvariantCulture),
                    long.Parse(fields[11], CultureInfo.InvariantCulture) + long.Parse(fields[12], CultureInfo.InvariantCulture));
            }
            catch (IOException)
            {
                // It has ended.
            }
        }

        var services = stack.Services.Select(service => service.ProcessId).ToHashSet();
        return TimeSpan.FromMilliseconds(10 * processes.Where(process => IsOurs(process.Key)).Sum(process => process.Value.Ticks));

        bool IsOurs(int id) => !services.Contains(id) && processes.TryGetValue(id, out var process)
            && (process.Parent == Environment.ProcessId || IsOurs(process.Parent));
    }

    /// <summary>CPU time of <c>bv run</c>, as it counts it itself.</summary>
    private static async Task<TimeSpan> RunAsync(string folder, string models, int limit)
    {
        var database = Path.Combine(Directory.CreateTempSubdirectory("bv-figures-").FullName, "one.db");
        var start = new ProcessStartInfo("dotnet",
        [
            Path.Combine(AppContext.BaseDirectory, "bv.dll"), "run", folder, "--models-dir", models, "--models", "mobilenetv2_f32",
            "--limit", limit.ToString(CultureInfo.InvariantCulture), "--db", database, "--json",
        ])
        {
            RedirectStandardOutput = true,
        };
        using var process = Process.Start(start)!;
        var output = await process.StandardOutput.ReadToEndAsync(Token);
        await process.WaitForExitAsync(Token);
        Directory.GetParent(database)!.Delete(recursive: true);
        return limit * TimeSpan.FromMilliseconds(JsonDocument.Parse(output).RootElement.GetProperty("cpu_milliseconds_per_image").GetDouble());
    }
}
