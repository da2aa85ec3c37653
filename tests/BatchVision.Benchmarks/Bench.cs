namespace BatchVision.Benchmarks;

/// <summary>Takes one measurement after the other: two at once would measure each other.</summary>
internal sealed class Bench(string folder, string modelsDirectory, IReadOnlyList<string> models, IReadOnlyCollection<string> sets, int images, int rounds)
{
    public async Task<BenchReport> RunAsync(CancellationToken cancellationToken)
    {
        var report = new BenchReport(DateTimeOffset.UtcNow, $"./bv bench {string.Join(' ', Environment.GetCommandLineArgs()[1..])}", Machine.Read());
        var work = Directory.CreateTempSubdirectory("bv-sets-");
        try
        {
            return report with { Pipeline = await PipelineAsync(ImageSets.Create(folder, work.FullName, sets), cancellationToken) };
        }
        finally
        {
            work.Delete(recursive: true);
        }
    }

    private async Task<IReadOnlyList<PipelineResults>> PipelineAsync(IReadOnlyList<ImageSet> sets, CancellationToken cancellationToken)
    {
        var results = new List<PipelineResults>();
        foreach (var set in sets)
        {
            foreach (var model in models)
            {
                using var benchmark = new PipelineBenchmark(set, modelsDirectory, model, set.Name switch { "S" => images, "M" => images / 2, _ => images / 5 });
                results.Add(await benchmark.RunAsync(rounds, cancellationToken));
            }
        }

        return results;
    }
}
