using System.CommandLine;

namespace BatchVision.Benchmarks;

/// <summary><c>telemetry</c>: what it costs to be observed.</summary>
internal static class TelemetryCommand
{
    public static Command Create()
    {
        var folder = new Argument<string>("folder") { Description = "Folder of JPEG photographs." };
        var modelsDirectory = new Option<string>("--models-dir") { Description = "Model repository.", Required = true };
        var model = new Option<string>("--model") { Description = "Model to run.", Required = true };
        var images = new Option<int>("--images") { Description = "Images in a round.", DefaultValueFactory = _ => 3000 };
        var rounds = new Option<int>("--rounds") { Description = "Pairs of rounds.", DefaultValueFactory = _ => 10 };
        var command = new Command("telemetry", "Runs the whole pipeline with everything that a service exports and without, in pairs.") { folder, modelsDirectory, model, images, rounds };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var set = ImageSets.Create(parsed.GetRequiredValue(folder), "", ["S"])[0];
            using var pipeline = new PipelineBenchmark(set, parsed.GetRequiredValue(modelsDirectory), parsed.GetRequiredValue(model), parsed.GetValue(images));
            await new TelemetryBenchmark(pipeline, parsed.GetValue(images)).RunAsync(parsed.GetValue(rounds), cancellationToken);
        });
        return command;
    }
}
