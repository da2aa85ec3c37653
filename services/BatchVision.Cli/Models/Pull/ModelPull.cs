using System.Security.Cryptography;
using BatchVision.Cli.Run;
using BatchVision.Recognition.Models;

namespace BatchVision.Cli.Models.Pull;

/// <summary>
/// <c>bv models pull</c>: fetches a model of the catalogue into a folder beside the models, checks it there as it will be used, and moves it into
/// place in one step, so that a model is there whole or not at all.
/// </summary>
internal sealed class ModelPull(PullOptions options, DownloadableModel model, TimeProvider time)
{
    // Not among the models, and on their file system, so that a folder moves by its name alone.
    private const string StagingFolder = ".pull";

    private readonly string _staging = Path.Combine(options.ModelsDirectory, StagingFolder);
    private readonly string _folder = Path.Combine(options.ModelsDirectory, StagingFolder, model.Name);
    private readonly string _target = Path.Combine(options.ModelsDirectory, model.Name);

    private string OnnxFile => Path.Combine(_folder, ModelManifest.OnnxFileName);

    private string Part => $"{OnnxFile}.part";

    private string Source => options.From ?? model.Url.AbsoluteUri;

    /// <exception cref="CommandException">Nothing was installed; the message says why.</exception>
    /// <exception cref="ModelException">The catalogue cannot be read or has no such model.</exception>
    public static async Task<PullResult> RunAsync(PullOptions options, TimeProvider time)
    {
        using var interrupt = new Interrupt();
        var model = DownloadCatalogue.Read(options.Catalogue).Find(options.Name);
        try
        {
            return await new ModelPull(options, model, time).RunAsync(interrupt.Token);
        }
        catch (OperationCanceledException) when (interrupt.Token.IsCancellationRequested)
        {
            throw new CommandException(ExitCode.Interrupted, "interrupted; run the same command again to go on");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CommandException(
                ExitCode.Configuration, $"{model.Name} cannot be stored: {e.Message} Check --models-dir, and that no other pull of it is running.");
        }
    }

    private async Task<PullResult> RunAsync(CancellationToken cancellationToken)
    {
        var expected = ExpectedSha256();
        if (!options.Force && Directory.Exists(_target))
            return await AlreadyInstalledAsync(expected, cancellationToken);
        ShowLicense();

        Directory.CreateDirectory(_folder);
        // Stopped between the last byte and the installation.
        if (File.Exists(OnnxFile) && !File.Exists(Part))
            File.Move(OnnxFile, Part);
        var (sha256, received) = await FetchAsync(expected, cancellationToken);
        var check = await CheckAsync(sha256, cancellationToken);
        Install();
        return new PullResult(model.Name, PullResult.Installed, _target, sha256, expected is null, model.License, Source, received, check);
    }

    /// <summary>Null where the first file is to be trusted.</summary>
    private string? ExpectedSha256()
    {
        if (options.Sha256 is { } given && model.Sha256 is { } known && !given.Equals(known, StringComparison.OrdinalIgnoreCase))
            throw new CommandException(ExitCode.Usage, $"--sha256 is {given}, but the catalogue says {known}; leave it out, or name another catalogue.");
        var expected = options.Sha256?.ToLowerInvariant() ?? model.Sha256;
        if (expected is null && !options.TrustFirst)
        {
            throw new CommandException(
                ExitCode.Usage,
                $"no checksum is known for {model.Name}{(model.Note is null ? "" : $" ({model.Note})")}; give the one you trust with --sha256, "
                + "or take what comes with --trust-first, which writes its checksum into model.yaml.");
        }

        return expected;
    }

    private async Task<PullResult> AlreadyInstalledAsync(string? expected, CancellationToken cancellationToken)
    {
        // A checksum that was taken on trust is that of the first time.
        var wanted = expected ?? new ModelRepository(options.ModelsDirectory).Manifest(model.Name).Sha256;
        var file = Path.Combine(_target, ModelManifest.OnnxFileName);
        var actual = File.Exists(file) ? await Sha256Async(file, cancellationToken) : "none";
        if (actual == wanted)
            return new PullResult(model.Name, PullResult.AlreadyInstalled, _target, actual, false, model.License, Source, 0, null);
        throw new CommandException(
            ExitCode.Failure,
            $"{_target} holds another model.onnx (sha256 {actual}, wanted {wanted}); pass --force to replace the folder, or move it away.");
    }

    private void ShowLicense()
    {
        DownloadDisplay.Tell($"{model.Name} is licensed under {model.License}{(model.IsCopyleft ? " (copyleft)" : "")}; from {Source}, {ByteText.Of(model.Size)}");
        if (model.IsCopyleft && !options.AcceptLicense)
        {
            throw new CommandException(
                ExitCode.Usage,
                $"{model.License} may ask you to publish the source of what uses the model, a service included; pass --accept-licence when you can live with that.");
        }
    }

    private async Task<(string Sha256, long Received)> FetchAsync(string? expected, CancellationToken cancellationToken)
    {
        using var part = await PartFile.OpenAsync(Part, cancellationToken);
        var received = await DownloadDisplay.ShowAsync(model, quiet: options.Json, time, (progress, tell) => BringAsync(part, progress, tell, cancellationToken));
        var sha256 = await part.Sha256Async(cancellationToken);
        if (expected is null || sha256 == expected)
            return (sha256, received);

        part.Delete();
        throw new CommandException(ExitCode.Failure, $"{Source} is another file than {model.Name}, and it is not kept: expected sha256 {expected}, got {sha256}.");
    }

    /// <summary>Bytes that were brought.</summary>
    private async Task<long> BringAsync(PartFile part, Action<long> progress, Action<string> tell, CancellationToken cancellationToken)
    {
        if (options.From is { } from && PullOptions.IsPath(from))
            return await CopyAsync(from, part, progress, cancellationToken);

        var url = options.From is null ? model.Url : new Uri(options.From, UriKind.Absolute);
        using var download = new ModelDownload(part, model.Size, time, tell);
        await download.RunAsync(url, progress, cancellationToken);
        return download.ReceivedBytes;
    }

    private async Task<long> CopyAsync(string from, PartFile part, Action<long> progress, CancellationToken cancellationToken)
    {
        await using var source = File.OpenRead(from);
        if (source.Length != model.Size)
            throw new CommandException(ExitCode.Failure, $"{from} has {source.Length:N0} bytes, but {model.Name} has {model.Size:N0}; it is another file.");
        part.Restart(null);
        var buffer = new byte[1 << 16];
        int read;
        while ((read = await source.ReadAsync(buffer, cancellationToken)) > 0)
        {
            await part.AppendAsync(buffer.AsMemory(0, read), cancellationToken);
            progress(part.Length);
        }

        return part.Length;
    }

    /// <summary>Loads the model as it will be loaded. What does not fit is not installed, but what was downloaded is kept.</summary>
    private async Task<string> CheckAsync(string sha256, CancellationToken cancellationToken)
    {
        File.Move(Part, OnnxFile, overwrite: true);
        model.WriteTo(_folder, sha256);
        var check = await ModelCheck.RunAsync(_staging, model.Name, cancellationToken);
        if (check.Passed)
            return check.Message;

        File.Move(OnnxFile, Part);
        throw new CommandException(
            ExitCode.Configuration, $"{model.Name} has arrived whole (sha256 {sha256}), but it does not fit its manifest in the catalogue, so it is not installed: {check.Message}");
    }

    private void Install()
    {
        File.Delete(PartFile.OriginFile(Part));
        var replaced = Path.Combine(_staging, $"{model.Name}.replaced");
        if (Directory.Exists(replaced))
            Directory.Delete(replaced, recursive: true);
        if (Directory.Exists(_target))
            Directory.Move(_target, replaced);
        Directory.Move(_folder, _target);
        if (Directory.Exists(replaced))
            Directory.Delete(replaced, recursive: true);
        if (!Directory.EnumerateFileSystemEntries(_staging).Any())
            Directory.Delete(_staging);
    }

    private static async Task<string> Sha256Async(string file, CancellationToken cancellationToken)
    {
        await using var stream = File.OpenRead(file);
        return Convert.ToHexStringLower(await SHA256.HashDataAsync(stream, cancellationToken));
    }
}
