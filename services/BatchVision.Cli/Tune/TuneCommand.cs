using System.CommandLine;
using System.Globalization;
using BatchVision.Cli.Models;
using BatchVision.Objects;
using BatchVision.Recognition.Models;
using Spectre.Console;

namespace BatchVision.Cli.Tune;

/// <summary><c>bv tune FOLDER</c>: how each model runs fastest here.</summary>
internal static class TuneCommand
{
    private const int MaxSamples = 200;

    public static Command Create()
    {
        var folder = new Argument<string>("folder") { Description = "Folder of images like those to come; up to 200 of them are used." };
        var models = new Option<string?>("--models") { Description = "Models to tune, separated by commas. Default: all of the models directory.", HelpName = "a,b" };
        var modelsDirectory = ModelsCommand.DirectoryOption();
        var provider = new Option<ExecutionProvider>("--provider") { Description = "Where models run.", HelpName = "cpu|cuda|tensorrt" };
        var seconds = new Option<double>("--seconds") { Description = "How long each trial runs; there are about a dozen a model.", HelpName = "n", DefaultValueFactory = _ => 2 };
        var dryRun = new Option<bool>("--dry-run") { Description = "Search, but store nothing." };
        var json = CliJson.Option("Print what was found as JSON on standard output.");
        seconds.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<double>() is not (>= 0.1 and <= 600))
                result.AddError("--seconds must be 0.1 to 600.");
        });
        var command = new Command("tune", """
            Search for the batch size and the threads with which a model recognises most images a second on this machine,
            and store them beside the model (tuning.json) for this model, this processor and this provider.

            bv run and the worker use them wherever --threads, --cpu-batch-size or the worker's settings do not say
            otherwise. Where nothing beats the default by 3 %, the default is what is stored. Run it on an idle machine.

            Example: bv tune ~/Pictures --models mobilenetv2
            """)
        { folder, models, modelsDirectory, provider, seconds, dryRun, json };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var directory = ModelsCommand.Resolve(parsed.GetValue(modelsDirectory));
            var repository = new ModelRepository(directory);
            var names = parsed.GetValue(models)?.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ?? [.. repository.List()];
            var samples = await SamplesAsync(parsed.GetRequiredValue(folder), cancellationToken);
            var found = new List<ModelTuning>();
            foreach (var name in names)
            {
                var tuning = await TuneAsync(
                    repository, name, parsed.GetValue(provider), samples, TimeSpan.FromSeconds(parsed.GetValue(seconds)), cancellationToken);
                if (!parsed.GetValue(dryRun))
                    tuning.Save(Path.Combine(directory, name));
                found.Add(tuning);
            }

            if (parsed.GetValue(json))
                CliJson.Print(names.Zip(found, (model, tuning) => new { model, tuning }));
            else
                Print(names, found);
            return ExitCode.Done;
        });
        return command;
    }

    private static async Task<IReadOnlyList<byte[]>> SamplesAsync(string folder, CancellationToken cancellationToken)
    {
        if (!Directory.Exists(folder))
            throw new CommandException(ExitCode.Usage, $"there is no folder '{folder}'; check the path.");

        var samples = new List<byte[]>();
        var images = new FolderObjects(folder);
        await foreach (var page in images.ListAsync(null, MaxSamples, cancellationToken))
        {
            foreach (var image in page.Objects.Take(MaxSamples - samples.Count))
            {
                using var bytes = (await images.FetchAsync(image, int.MaxValue, cancellationToken)).Bytes;
                if (bytes is not null)
                    samples.Add(bytes.Memory.ToArray());
            }

            if (samples.Count == MaxSamples)
                break;
        }

        return samples.Count > 0 ? samples : throw new CommandException(ExitCode.Usage, $"'{folder}' holds no images; give a folder that does.");
    }

    private static async Task<ModelTuning> TuneAsync(
        ModelRepository repository, string name, ExecutionProvider provider, IReadOnlyList<byte[]> samples, TimeSpan duration, CancellationToken cancellationToken)
    {
        string fingerprint;
        int? fixedBatchSize;
        using (var model = repository.Load(name, new SessionSettings { Provider = provider }))
            (fingerprint, fixedBatchSize) = (model.Identity.Fingerprint, model.FixedBatchSize);

        var manifest = repository.Manifest(name);
        var runner = new TrialRunner(repository, name, provider, samples, duration);
        var search = new TuneSearch(RunAsync, provider, Environment.ProcessorCount, fixedBatchSize, manifest.Batching.MaxBatchSize);
        var (best, plain) = await search.RunAsync();
        return new ModelTuning(
            fingerprint, manifest.Sha256, ModelTuning.ThisMachine, provider, best.ComputeThreads, best.IntraOpThreads, best.MaxBatchSize,
            Math.Round(best.ImagesPerSecond, 1), Math.Round(plain.ImagesPerSecond, 1), DateTimeOffset.UtcNow);

        async Task<Trial> RunAsync(Trial trial)
        {
            var done = await runner.RunAsync(trial, cancellationToken);
            await Console.Error.WriteLineAsync(string.Create(
                CultureInfo.InvariantCulture,
                $"{name}: {trial.ComputeThreads} threads, {trial.IntraOpThreads} inside a run, batch {trial.MaxBatchSize}: {done.ImagesPerSecond:F1} images/s, {done.CpuMillisecondsPerImage:F2} CPU-ms an image"));
            return done;
        }
    }

    private static void Print(IEnumerable<string> names, IEnumerable<ModelTuning> found)
    {
        var table = new Table().Border(TableBorder.Minimal).AddColumns("Model", "Threads", "Inside a run", "Batch", "images/s", "by default");
        foreach (var (name, tuning) in names.Zip(found))
        {
            table.AddRow(
                name.EscapeMarkup(), Text($"{tuning.ComputeThreads}"), Text($"{tuning.IntraOpThreads}"), Text($"{tuning.MaxBatchSize}"),
                Text($"{tuning.ImagesPerSecond:N1}"), Text($"{tuning.DefaultImagesPerSecond:N1}"));
        }

        CliTable.Print(table);
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
