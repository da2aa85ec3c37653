using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using BatchVision.Cli.Run;
using BatchVision.Recognition.Models;
using BatchVision.Recognition.Quantization;

namespace BatchVision.Cli.Models.Quantize;

/// <summary>
/// <c>bv models quantize</c>: makes an int8 model in a folder beside the models, compares it there with the float one, and moves it into place
/// in one step when it agrees; else nothing is left.
/// </summary>
internal sealed class ModelQuantize(QuantizeOptions options)
{
    // Not among the models, and on their file system, so that a folder moves by its name alone.
    private const string StagingFolder = ".quantize";

    // Half for the ranges, half for the comparison: fewer say nothing.
    private const int FewestImages = 10;

    private readonly ModelRepository _repository = new(options.ModelsDirectory);
    private readonly string _original = Path.Combine(options.ModelsDirectory, options.Model);
    private readonly string _target = Path.Combine(options.ModelsDirectory, options.Name);

    // A run of its own each: two at once do not mix.
    private readonly string _staging = Path.Combine(options.ModelsDirectory, StagingFolder, Path.GetRandomFileName());

    private string Folder => Path.Combine(_staging, options.Name);

    /// <exception cref="CommandException">Nothing was installed; the message says why.</exception>
    /// <exception cref="ModelException">The model cannot be loaded, or not be quantised.</exception>
    public static async Task<QuantizeResult> RunAsync(QuantizeOptions options)
    {
        using var interrupt = new Interrupt();
        try
        {
            return await new ModelQuantize(options).RunAsync(interrupt.Token);
        }
        catch (OperationCanceledException) when (interrupt.Token.IsCancellationRequested)
        {
            throw new CommandException(ExitCode.Interrupted, "interrupted; nothing was installed");
        }
        catch (InferenceException exception)
        {
            throw new CommandException(ExitCode.Failure, exception.Message);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new CommandException(ExitCode.Configuration, $"{options.Name} cannot be made: {exception.Message} Check --images and --models-dir.");
        }
    }

    private async Task<QuantizeResult> RunAsync(CancellationToken cancellationToken)
    {
        if (options.Name == options.Model)
            throw new CommandException(ExitCode.Usage, "--name: is that of the float model; give the int8 model another, for both have answers of their own.");
        if (!options.Force && Directory.Exists(_target))
            throw new CommandException(ExitCode.Failure, $"{_target} exists; pass --force to replace it, or another --name.");

        using var model = _repository.Load(options.Model);
        var onnx = _repository.ReadOnnx(options.Model);
        var (measured, compared) = Images();
        var quantizer = new ModelQuantizer(model, onnx, Path.Combine(_original, ModelManifest.OnnxFileName)) { WeightBits = options.WeightBits };
        var quantized = await BarAsync("Measuring", report => quantizer.Quantize(measured, report, cancellationToken), cancellationToken);
        try
        {
            Directory.CreateDirectory(Folder);
            quantized.WriteTo(_original, Folder, options.Name, $"{options.Model} {model.Manifest.Version} (fingerprint {model.Identity.Fingerprint}), quantised by bv models quantize");
            using var int8 = new ModelRepository(_staging).Load(options.Name);
            var agreement = await BarAsync(
                "Comparing", report => new ModelComparison(model, int8).Run(compared, done => report?.Invoke(done, compared.Length), cancellationToken), cancellationToken);
            RequireAgreement(agreement);

            var result = new QuantizeResult(
                options.Name, _target, int8.Manifest.Sha256, options.Model, model.Identity.Fingerprint, quantized.Samples, agreement.Images, agreement.Answers, agreement.Agreement,
                agreement.MeanDifference, onnx.Length, quantized.Onnx.Length, agreement.ReferenceCpuMilliseconds, agreement.CandidateCpuMilliseconds,
                quantized.Int8Nodes, quantized.FloatNodes, await CheckGoldenAsync(cancellationToken));
            await File.WriteAllTextAsync(Path.Combine(Folder, "MODEL_CARD.md"), Card(result), cancellationToken);
            Install();
            return result;
        }
        finally
        {
            if (Directory.Exists(_staging))
                Directory.Delete(_staging, recursive: true);
            if (Path.GetDirectoryName(_staging) is { } parent && Directory.Exists(parent) && !Directory.EnumerateFileSystemEntries(parent).Any())
                Directory.Delete(parent);
        }
    }

    /// <summary>Images for the ranges, and others for the comparison.</summary>
    private (string[] Measured, string[] Compared) Images()
    {
        // The order of hashes mixes folders and classes, and is the same every time.
        var files = Directory.EnumerateFiles(options.Images, "*", new EnumerationOptions { RecurseSubdirectories = true })
            .OrderBy(file => Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(Path.GetRelativePath(options.Images, file)))), StringComparer.Ordinal)
            .Take(2 * options.Samples)
            .ToArray();
        return files.Length >= FewestImages
            ? (files[..(files.Length / 2)], files[(files.Length / 2)..])
            : throw new CommandException(ExitCode.Usage, $"--images: {files.Length} files are too few, for half of them are kept to compare on; name a folder of {FewestImages} images or, better, hundreds.");
    }

    private void RequireAgreement(ModelAgreement agreement)
    {
        if (agreement.Answers == 0)
        {
            throw new CommandException(
                ExitCode.Failure, $"{options.Model} has no answer to any of the {agreement.Images} images to compare on, so nothing was installed; name a folder of images that show what it knows.");
        }

        if (agreement.Agreement < options.MinAgreement)
        {
            var shares = string.Create(CultureInfo.InvariantCulture, $"on {agreement.Agreement:P1} of {agreement.Answers} answers, less than --min-agreement {options.MinAgreement:P1}");
            throw new CommandException(
                ExitCode.Failure,
                $"{options.Name} agrees with {options.Model} {shares}, so it was not installed; try more --samples of what the model will see, or keep the float model.");
        }
    }

    /// <summary>Golden outputs that the int8 model gives too become its own.</summary>
    private async Task<string> CheckGoldenAsync(CancellationToken cancellationToken)
    {
        if (GoldenOutputs.Read(_original) is not { } golden)
            return "the float model has no golden outputs";
        var check = await ModelCheck.RunAsync(_staging, options.Name, golden, cancellationToken);
        if (!check.Passed)
            return $"not those of the float model: {check.Message}";
        // Beside the float model, so that its paths lead to the same pictures.
        File.Copy(GoldenOutputs.FileIn(_original), GoldenOutputs.FileIn(Folder));
        return check.Message;
    }

    private void Install()
    {
        if (Directory.Exists(_target))
            Directory.Move(_target, Path.Combine(_staging, "replaced"));
        Directory.Move(Folder, _target);
    }

    private Task<T> BarAsync<T>(string description, Func<Action<long, long>?, T> work, CancellationToken cancellationToken) =>
        CliProgress.BarAsync(description, quiet: options.Json, report => Task.Run(() => work(report), cancellationToken));

    private static string Card(QuantizeResult result) => string.Create(CultureInfo.InvariantCulture, $"""
        # {result.Name}

        Made by `bv models quantize` from {result.SourceModel} (fingerprint {result.SourceFingerprint}); its card holds for this one too.
        Convolutions and matrix products have int8 weights, one scale an output channel; the ranges of activations come from {result.CalibrationImages} images.

        | | float32 | int8 |
        |---|---|---|
        | size of model.onnx | {ByteText.Of(result.FloatBytes)} | {ByteText.Of(result.Int8Bytes)} |
        | CPU-ms an image, inference alone, one thread | {result.FloatCpuMilliseconds:0.0} | {result.Int8CpuMilliseconds:0.0} |

        On {result.ComparedImages} other images {result.Agreement:P1} of the {result.ComparedAnswers} answers were those of the float model; scores differed by {result.MeanScoreDifference:0.000} on the average.

        """);
}
