using System.CommandLine;
using System.Text.Json;
using BatchVision.Benchmarks;

var folder = new Argument<string>("folder") { Description = "Folder of images." };
var modelsDirectory = new Option<string>("--models-dir") { Description = "Model repository.", Required = true };
var model = new Option<string>("--model") { Description = "Model to measure.", Required = true };
var images = new Option<int>("--images") { Description = "Images in an end-to-end round; the folder's files are used again and again under new names.", DefaultValueFactory = _ => 1000 };
var rounds = new Option<int>("--rounds") { Description = "Rounds, each of every measurement in turn; the median counts.", DefaultValueFactory = _ => 5 };
var telemetry = new Option<bool>("--telemetry") { Description = "Measure only what telemetry costs: the whole pipeline with it and without, in pairs." };
var json = new Option<bool>("--json") { Description = "Print JSON instead of a Markdown table." };
var root = new RootCommand("""
    Measures decode, inference and the whole pipeline on a folder of images, and the fraction of the limit that the pipeline reaches.
    The limit is the sum of what cannot be avoided, each measured alone on every core: reading the file, libjpeg-turbo's scaled decode
    with the resize to the model's input, bytes to tensor, inference. Needs libjpeg-turbo.
    """)
{ folder, modelsDirectory, model, images, rounds, telemetry, json, RowsCommand.Create(), PlanningCommand.Create() };

root.SetAction(async (parsed, cancellationToken) =>
{
    using var benchmark = new PipelineBenchmark(
        parsed.GetRequiredValue(folder), parsed.GetRequiredValue(modelsDirectory), parsed.GetRequiredValue(model), parsed.GetValue(images));
    if (parsed.GetValue(telemetry))
    {
        await new TelemetryBenchmark(benchmark, parsed.GetValue(images)).RunAsync(parsed.GetValue(rounds), cancellationToken);
        return;
    }

    var results = await benchmark.RunAsync(parsed.GetValue(rounds));
    if (parsed.GetValue(json))
        Console.WriteLine(JsonSerializer.Serialize(results, new JsonSerializerOptions { WriteIndented = true, PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower }));
    else
        results.Print();
});
return await root.Parse(args).InvokeAsync();
