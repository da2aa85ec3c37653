using System.CommandLine;
using System.Text.Json;

namespace BatchVision.Benchmarks;

/// <summary><c>alternatives</c>: what the same job costs with Node, PyTorch, OpenCV and .NET as tutorials write it.</summary>
internal static class AlternativesCommand
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    public static Command Create()
    {
        var folder = new Argument<string>("folder") { Description = "Folder of images." };
        var model = new Argument<string>("model") { Description = "ONNX file of an ImageNet classifier of 224×224 images, normalised as torchvision does." };
        var images = new Option<int>("--images") { Description = "Images in a round; the folder's files are used again and again.", DefaultValueFactory = _ => 400 };
        var rounds = new Option<int>("--rounds") { Description = "Rounds, each of every program in turn; the median counts.", DefaultValueFactory = _ => 3 };
        var json = new Option<bool>("--json") { Description = "Print JSON instead of a Markdown table." };
        var command = new Command("alternatives", "Runs what a user could take instead on the same files and the same model, and compares what they see.") { folder, model, images, rounds, json };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var benchmark = new AlternativesBenchmark(parsed.GetRequiredValue(folder), parsed.GetRequiredValue(model), parsed.GetValue(images));
            var results = await benchmark.RunAsync(parsed.GetValue(rounds), reference: null, cancellationToken);
            if (parsed.GetValue(json))
                Console.WriteLine(JsonSerializer.Serialize(results, Indented));
            else
                results.Print();
        });
        return command;
    }
}
