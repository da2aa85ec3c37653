using System.CommandLine;
using System.Text.Json;
using BatchVision.Cli.Models.Pull;
using BatchVision.Cli.Models.Quantize;
using BatchVision.Recognition.Models;
using BatchVision.Recognition.Quantization;
using Spectre.Console;

namespace BatchVision.Cli.Models;

/// <summary><c>bv models list | inspect | verify | catalogue | pull | quantize</c>.</summary>
internal static class ModelsCommand
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    public static Command Create() => new("models", "Look at the model repository, check it, download models into it, and make int8 models.")
    {
        List(), Inspect(), Verify(), CatalogueCommand.Create(), PullCommand.Create(), QuantizeCommand.Create(),
    };

    public static Option<string?> DirectoryOption() => new("--models-dir")
    {
        Description = "Model repository: one folder a model, each with model.yaml, model.onnx and labels.txt. Default: $BATCHVISION_MODELS, else ./models.",
        HelpName = "dir",
    };

    public static string Resolve(string? directory) =>
        directory ?? (Environment.GetEnvironmentVariable("BATCHVISION_MODELS") is { Length: > 0 } named ? named : "models");

    private static Command List()
    {
        var directory = DirectoryOption();
        var json = CliJson.Option();
        var command = new Command("list", "List the models of the repository.") { directory, json };
        command.SetAction(parsed =>
        {
            var folder = Resolve(parsed.GetValue(directory));
            var repository = new ModelRepository(folder);
            var manifests = repository.List().Select(repository.Manifest).ToArray();
            if (parsed.GetValue(json))
            {
                Print(manifests.Select(manifest => new { manifest.Name, manifest.Version, manifest.Task, manifest.License, manifest.Sha256, Precision = Precision(manifest) }));
                return ExitCode.Done;
            }

            var table = new Table().Border(TableBorder.Minimal).AddColumns("Model", "Version", "Task", "Precision", "Licence");
            foreach (var manifest in manifests)
            {
                table.AddRow(
                    manifest.Name.EscapeMarkup(), manifest.Version.EscapeMarkup(), manifest.Task.EscapeMarkup(), Precision(manifest),
                    (manifest.License ?? "unstated").EscapeMarkup());
            }

            CliTable.Print(table);
            return ExitCode.Done;

            string Precision(ModelManifest manifest) => ModelPrecision.Of(Path.Combine(folder, manifest.Name, ModelManifest.OnnxFileName));
        });
        return command;
    }

    private static Command Inspect()
    {
        var name = new Argument<string>("name") { Description = "Model to load." };
        var directory = DirectoryOption();
        var command = new Command("inspect", "Load one model and print what its manifest and its graph say, as JSON.") { name, directory };
        command.SetAction(parsed =>
        {
            using var model = new ModelRepository(Resolve(parsed.GetValue(directory))).Load(parsed.GetRequiredValue(name), new SessionSettings());
            Print(new
            {
                model.Identity,
                model.Manifest.License,
                model.Manifest.Source,
                model.Input,
                Output = model.Manifest.Output,
                model.Manifest.Batching,
                model.FixedBatchSize,
                Classes = model.Labels.Count,
                Labels = model.Labels.Take(10),
            });
            return ExitCode.Done;
        });
        return command;
    }

    private static Command Verify()
    {
        var names = new Argument<string[]>("names") { Description = "Models to check. Default: all.", Arity = ArgumentArity.ZeroOrMore };
        var directory = DirectoryOption();
        var json = CliJson.Option();
        var command = new Command("verify", "Check files, checksum, manifest and graph of models, and hold the pipeline to their golden outputs.")
        {
            names, directory, json,
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var folder = Resolve(parsed.GetValue(directory));
            var checks = new List<ModelCheck>();
            foreach (var name in parsed.GetValue(names) is { Length: > 0 } chosen ? chosen : new ModelRepository(folder).List())
                checks.Add(await ModelCheck.RunAsync(folder, name, cancellationToken));

            if (parsed.GetValue(json))
                Print(checks);
            else
                checks.ForEach(check => AnsiConsole.MarkupLine(
                    $"{(check.Passed ? "[green]ok[/]    " : "[red]failed[/]")} {check.Model.EscapeMarkup()}: {check.Message.EscapeMarkup()}"));
            return checks.TrueForAll(check => check.Passed) ? ExitCode.Done : ExitCode.Failure;
        });
        return command;
    }

    private static void Print(object value) => Console.Out.WriteLine(JsonSerializer.Serialize(value, Indented));
}
