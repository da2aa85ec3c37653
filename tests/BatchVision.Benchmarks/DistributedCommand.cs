using System.CommandLine;
using System.Text.Json;

namespace BatchVision.Benchmarks;

/// <summary><c>distributed</c>: what the services cost as processes on a broker, a store and a database, and how well it is foretold.</summary>
internal static class DistributedCommand
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    public static Command Create()
    {
        var folder = new Argument<string>("folder") { Description = "Folder of images." };
        var modelsDirectory = new Option<string>("--models-dir") { Description = "Model repository.", Required = true };
        var model = new Option<string>("--model") { Description = "Model to measure.", Required = true };
        var images = new Option<int>("--images") { Description = "Images in a job; the folder's files are used again and again under new names.", DefaultValueFactory = _ => 3000 };
        var workers = new Option<string>("--workers") { Description = "Worker processes, one measurement each; the first gives the figures that foretell the others.", DefaultValueFactory = _ => "1,2,4" };
        var threads = new Option<int>("--threads") { Description = "Compute threads of a worker.", DefaultValueFactory = _ => 1 };
        var rounds = new Option<int>("--rounds") { Description = "Jobs of each measurement; the median counts.", DefaultValueFactory = _ => 3 };
        var json = new Option<bool>("--json") { Description = "Print JSON, which 'bv simulate --measured' reads, instead of Markdown tables." };
        workers.Validators.Add(result =>
        {
            if (!result.GetValueOrDefault<string>()!.Split(',').All(text => int.TryParse(text, out var count) && count > 0))
                result.AddError("--workers are numbers from 1 up, separated by commas: 1,2,4.");
        });
        var command = new Command("distributed", """
            Runs ingest, results and workers as processes on RabbitMQ, S3 and PostgreSQL and measures a back-fill with a trickle of live images: speed, CPU time, memory, latency.
            The figures of the first number of workers go into the simulation of 'bv simulate', and what it foretells for each number stands beside what was measured.
            """)
        { folder, modelsDirectory, model, images, workers, threads, rounds, json };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var results = await new DistributedBenchmark(
                parsed.GetRequiredValue(folder), parsed.GetRequiredValue(modelsDirectory), parsed.GetRequiredValue(model), parsed.GetValue(images), parsed.GetValue(threads))
                .RunAsync([.. parsed.GetRequiredValue(workers).Split(',').Select(int.Parse).Order()], parsed.GetValue(rounds), cancellationToken);
            Console.WriteLine(parsed.GetValue(json) ? JsonSerializer.Serialize(results, Indented) : DistributedText.Of(results));
        });
        return command;
    }
}
