using System.Globalization;
using System.Text.Json;

namespace BatchVision.Benchmarks;

/// <summary>
/// Runs what a user could take instead of BatchVision on the same files and the same model, each as a process of its own, one at a time. Rounds can be
/// run one by one, so that a caller takes turns with them. Progress, and what is skipped and why, goes to the error output.
/// </summary>
/// <param name="folder">Images, all of which can be decoded.</param>
/// <param name="modelFile">A classifier of 224×224 images normalised as torchvision does.</param>
/// <param name="images">Images in a round; the folder's files again and again.</param>
internal sealed class AlternativesBenchmark(string folder, string modelFile, int images)
{
    private static readonly TimeSpan ReadyTimeout = TimeSpan.FromMinutes(10);

    private readonly string _folder = Path.GetFullPath(folder);
    private readonly string _modelFile = Path.GetFullPath(modelFile);
    private readonly string _programs = Path.Combine(BenchModels.Repository, "tests", "BatchVision.Benchmarks", "alternatives");
    private readonly Dictionary<Alternative, List<AlternativeRun>> _rounds = Alternative.All.ToDictionary(program => program, _ => new List<AlternativeRun>());
    private readonly Dictionary<Alternative, IReadOnlyDictionary<string, int>> _top1 = [];
    private readonly Dictionary<Alternative, string> _errors = [];

    // A second an image is ten times what the slowest needs for photographs of twelve megapixels.
    private TimeSpan RoundTimeout => TimeSpan.FromMinutes(2) + TimeSpan.FromSeconds(images);

    public async Task<AlternativesResults> RunAsync(int rounds, IReadOnlyDictionary<string, int>? reference, CancellationToken cancellationToken)
    {
        await MakeReadyAsync(cancellationToken);
        for (var round = 0; round < rounds; round++)
            await RunRoundAsync(cancellationToken);
        return Results(reference);
    }

    /// <summary>Installs or builds what can be; what cannot is named, with what it needs, and skipped.</summary>
    public async Task MakeReadyAsync(CancellationToken cancellationToken)
    {
        foreach (var program in Alternative.All)
        {
            if (await TryAsync(program, () => MakeReadyAsync(program, cancellationToken)) is { } error)
                Report(program, $"skipped, it needs {program.Needs}\n{error}");
        }
    }

    /// <summary>Runs each program once that is ready and has not failed.</summary>
    public async Task RunRoundAsync(CancellationToken cancellationToken)
    {
        foreach (var program in Alternative.All.Where(program => !_errors.ContainsKey(program)))
        {
            if (await TryAsync(program, () => RunOnceAsync(program, cancellationToken)) is { } error)
                Report(program, error);
        }
    }

    /// <summary>Medians of the rounds so far.</summary>
    /// <param name="reference">The expected class of each file, by file name, to compare with; or null.</param>
    public AlternativesResults Results(IReadOnlyDictionary<string, int>? reference) => AlternativesResults.From(
        [
            .. Alternative.All.Select(program => new AlternativeResult(
                program.Name,
                _rounds[program] is { Count: > 0 } rounds ? AlternativeRun.Median(rounds) : null,
                _top1.GetValueOrDefault(program) ?? new Dictionary<string, int>(),
                _errors.GetValueOrDefault(program))),
        ],
        reference);

    private async Task MakeReadyAsync(Alternative program, CancellationToken cancellationToken)
    {
        if (program.Check is not null)
        {
            try
            {
                await RunCommandAsync(program, program.Check, ReadyTimeout, cancellationToken);
                return;
            }
            catch (AlternativeException) when (program.Install is not null)
            {
                // Not installed yet.
            }
        }

        Report(program, "making it ready");
        await RunCommandAsync(program, program.Install!, ReadyTimeout, cancellationToken);
    }

    private async Task RunOnceAsync(Alternative program, CancellationToken cancellationToken)
    {
        var top1File = Path.GetTempFileName();
        try
        {
            string[] command = [.. program.Start, _folder, _modelFile, "--images", images.ToString(CultureInfo.InvariantCulture), "--out", top1File];
            var run = AlternativeRun.Parse(await RunCommandAsync(program, command, RoundTimeout, cancellationToken));
            _top1[program] = JsonSerializer.Deserialize<Dictionary<string, int>>(await File.ReadAllTextAsync(top1File, cancellationToken))!;
            _rounds[program].Add(run);
            Report(program, string.Create(CultureInfo.InvariantCulture, $"{run.CpuMsPerImage:F2} CPU-ms/image, {run.ImagesPerSecond:F0} images/s"));
        }
        finally
        {
            File.Delete(top1File);
        }
    }

    private Task<string> RunCommandAsync(Alternative program, IReadOnlyList<string> command, TimeSpan timeout, CancellationToken cancellationToken) =>
        AlternativeProcess.RunAsync(Path.Combine(_programs, program.Folder), command, timeout, cancellationToken);

    /// <summary>One program that fails does not keep the others from running: its error is kept, and returned to be told.</summary>
    private async Task<string?> TryAsync(Alternative program, Func<Task> work)
    {
        try
        {
            await work();
            return null;
        }
        catch (AlternativeException e)
        {
            return _errors[program] = e.Message;
        }
    }

    private static void Report(Alternative program, string message) => Console.Error.WriteLine($"{program.Name}: {message}");
}
