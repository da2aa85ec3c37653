using BatchVision.Storage;
using BatchVision.TestServers;

namespace BatchVision.Benchmarks;

/// <summary>Takes one measurement after the other: two at once would measure each other.</summary>
internal sealed class Bench(BenchRequest request)
{
    public const string Pipeline = "pipeline", SideBySidePart = "alternatives", Distributed = "distributed", Rows = "rows", Planning = "planning", Growth = "growth";

    // Four workers hold 768 images before the first row is there: a job must be long against that, and then is an average by itself.
    private const int DistributedLength = 4;

    private const int AlternativeImages = 400;
    private const int RowImages = 250_000;
    private const int PlannedKeys = 20_000;
    private const int GeneratedPlannedKeys = 200_000;

    public async Task<BenchReport> RunAsync(CancellationToken cancellationToken)
    {
        var report = new BenchReport(
            DateTimeOffset.UtcNow, string.Join(' ', ["./bv bench", .. Environment.GetCommandLineArgs()[1..].Select(word => Path.IsPathRooted(word) ? Path.GetFileName(word) : word)]), Machine.Read());
        var work = Directory.CreateTempSubdirectory("bv-bench-");
        try
        {
            if (request.Parts.Contains(Pipeline) || request.Parts.Contains(SideBySidePart))
                report = await PipelineAsync(report, work.FullName, cancellationToken);
            if (request.Parts.Contains(Distributed))
            {
                report = report with
                {
                    Distributed = await new DistributedBenchmark(request.Folder, request.ModelsDirectory, request.Model, DistributedLength * request.Images, threads: 1)
                        .RunAsync([1, 2, 4], rounds: 1, cancellationToken),
                };
            }

            if (request.Parts.Contains(Rows))
                report = report with { Rows = await RowsAsync(cancellationToken) };
            if (request.Parts.Contains(Planning))
                report = report with { Planning = await PlanningAsync(cancellationToken) };
            if (request.Parts.Contains(Growth))
            {
                report = report with
                {
                    Growth = await new GrowthBenchmark(Path.Combine(BenchModels.Repository, "models"), "colors").RunAsync(request.Growth, cancellationToken),
                };
            }

            return report;
        }
        finally
        {
            work.Delete(recursive: true);
        }
    }

    private async Task<BenchReport> PipelineAsync(BenchReport report, string work, CancellationToken cancellationToken)
    {
        var directory = Directory.CreateDirectory(Path.Combine(work, "models")).FullName;
        var models = await BenchModels.PrepareAsync(request.ModelsDirectory, request.Model, request.Folder, directory, cancellationToken);
        var (pipeline, beside) = (new List<PipelineResults>(), new List<SideBySide>());
        foreach (var set in ImageSets.Create(request.Folder, work, request.Sets))
        {
            foreach (var model in models)
            {
                using var benchmark = new PipelineBenchmark(set, directory, model, set.Name switch { "S" => request.Images, "M" => request.Images / 2, _ => request.Images / 5 });
                // The alternatives take turns with us, so that a busy minute hits all alike.
                var others = request.Parts.Contains(SideBySidePart) && set.Name == "S"
                    ? new AlternativesBenchmark(request.Folder, Path.Combine(directory, model, "model.onnx"), AlternativeImages)
                    : null;
                if (others is not null)
                    await others.MakeReadyAsync(cancellationToken);
                pipeline.Add(await benchmark.RunAsync(request.Rounds, () => others?.RunRoundAsync(cancellationToken) ?? Task.CompletedTask, cancellationToken));
                if (others is not null)
                    beside.Add(new SideBySide(set.Name, model, others.Results(await benchmark.Top1Async(cancellationToken))));
            }
        }

        return report with { Pipeline = pipeline, SideBySide = beside };
    }

    private static async Task<RowsResults> RowsAsync(CancellationToken cancellationToken)
    {
        await using var server = await PostgresServer.StartAsync(durable: true, cancellationToken);
        await using var place = await server.CreateDatabaseAsync(cancellationToken);
        await using (var database = Database.Open(place.ConnectionString))
            await database.MigrateAsync(cancellationToken);
        return await new RowsBenchmark(place.ConnectionString, RowImages, transactions: 2).RunAsync(cancellationToken);
    }

    private async Task<PlanningResults> PlanningAsync(CancellationToken cancellationToken)
    {
        await using var server = await PostgresServer.StartAsync(durable: true, cancellationToken);
        await using var store = await S3Server.StartAsync(cancellationToken);
        await using var place = await server.CreateDatabaseAsync(cancellationToken);
        await using var database = Database.Open(place.ConnectionString);
        await database.MigrateAsync(cancellationToken);
        return await new PlanningBenchmark(database, store, PlannedKeys, GeneratedPlannedKeys).RunAsync(request.Rounds, cancellationToken);
    }
}
