using System.CommandLine;

namespace BatchVision.Benchmarks;

/// <summary><c>growth</c>: a thousand images, and a million.</summary>
internal static class GrowthCommand
{
    public static Command Create()
    {
        var modelsDirectory = new Option<string>("--models-dir") { Description = "Model repository.", DefaultValueFactory = _ => "models" };
        var sizes = new Option<int[]>("--sizes") { Description = "Images of each job.", AllowMultipleArgumentsPerToken = true, DefaultValueFactory = _ => [1000, 10_000, 100_000, 1_000_000] };
        var command = new Command("growth", "Runs bv run over ever more generated images: CPU time of an image and memory must not grow.") { modelsDirectory, sizes };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var results = await new GrowthBenchmark(parsed.GetRequiredValue(modelsDirectory), "colors").RunAsync(parsed.GetRequiredValue(sizes), cancellationToken);
            GrowthText.Write(results, Console.Out);
        });
        return command;
    }
}
