using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using NetVips;

namespace BatchVision.Benchmarks;

/// <summary>
/// <c>bv run</c>, each time as a process of its own, over ever more generated images: what an image costs, and what memory the whole takes, must not grow.
/// Tiny pictures and the cheapest model, so that what does grow would show.
/// </summary>
internal sealed class GrowthBenchmark(string modelsDirectory, string model)
{
    private const int Pictures = 64;
    private const int FolderSize = 10_000;

    public async Task<IReadOnlyList<GrowthResults>> RunAsync(IEnumerable<int> sizes, CancellationToken cancellationToken)
    {
        var work = Directory.CreateTempSubdirectory("bv-growth-");
        try
        {
            var pictures = Enumerable.Range(0, Pictures).Select(Draw).ToArray();
            var images = Directory.CreateDirectory(Path.Combine(work.FullName, "images")).FullName;
            var (results, made) = (new List<GrowthResults>(), 0);
            var first = default(JsonElement?);
            foreach (var size in sizes.Order())
            {
                for (; made < size; made++)
                {
                    var folder = Path.Combine(images, $"{made / FolderSize:0000}");
                    if (made % FolderSize == 0)
                        Directory.CreateDirectory(folder);
                    await File.WriteAllBytesAsync(Path.Combine(folder, $"{made:0000000}.jpg"), pictures[made % Pictures], cancellationToken);
                }

                first ??= await RunAsync(images, work.FullName, 1, cancellationToken);
                var all = await RunAsync(images, work.FullName, size, cancellationToken);
                results.Add(new GrowthResults(
                    size, ((size * Cpu(all)) - Cpu(first.Value)) / (size - 1), all.GetProperty("images_per_second").GetDouble(), all.GetProperty("peak_memory_bytes").GetInt64()));
                Console.Error.WriteLine($"{results[^1]}");
            }

            return results;
        }
        finally
        {
            work.Delete(recursive: true);
        }
    }

    private static double Cpu(JsonElement summary) => summary.GetProperty("cpu_milliseconds_per_image").GetDouble();

    private async Task<JsonElement> RunAsync(string images, string work, int limit, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo("dotnet",
        [
            Path.Combine(AppContext.BaseDirectory, "bv.dll"), "run", images, "--models-dir", modelsDirectory, "--models", model, "--json",
            "--limit", limit.ToString(CultureInfo.InvariantCulture), "--db", Path.Combine(work, $"{limit}.db"),
        ])
        {
            RedirectStandardOutput = true,
        };
        using var process = Process.Start(start)!;
        var output = await process.StandardOutput.ReadToEndAsync(cancellationToken);
        await process.WaitForExitAsync(cancellationToken);
        return process.ExitCode == 0
            ? JsonDocument.Parse(output).RootElement
            : throw new InvalidOperationException($"bv run ended with {process.ExitCode}; what it said is above.");
    }

    private static byte[] Draw(int seed)
    {
        using var image = Image.Gaussnoise(64, 48, sigma: 40, mean: 60 + (seed * 2), seed: seed).Cast(Enums.BandFormat.Uchar);
        using var colors = image.Bandjoin(image.Flip(Enums.Direction.Horizontal), image.Flip(Enums.Direction.Vertical)).Copy(interpretation: Enums.Interpretation.Srgb);
        return colors.JpegsaveBuffer(q: 85);
    }
}
