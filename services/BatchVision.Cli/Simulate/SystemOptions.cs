using System.CommandLine;
using System.Globalization;
using BatchVision.Cli.Simulate.Engine;

namespace BatchVision.Cli.Simulate;

/// <summary>The system that the images meet, and what befalls it.</summary>
internal sealed class SystemOptions
{
    private readonly Option<string?> _workers = SimulateOption.Numbers("--workers", "Worker processes; several numbers are compared. Default: 1.", 1000);
    private readonly Option<int> _liveWorkers = SimulateOption.Count("--live-workers", "Workers of the live lane alone, as k8s has them; with none, the workers serve both lanes.", 0, least: 0, most: 1000);
    private readonly Option<int> _cores = SimulateOption.Count("--cores", "Compute threads of a worker.", 4, most: 1024);
    private readonly Option<double?> _hostCores = SimulateOption.Number("--host-cores", "Cores that all processes share, broker, database and store too. Default: each has its own.");
    private readonly Option<double?> _gpu = SimulateOption.Number("--gpu-images", "Images a second of a worker's GPU in full batches: measure yours. Its cores then only decode.");
    private readonly Option<int> _gpuBatch = SimulateOption.Count("--gpu-batch", "Largest batch on the GPU.", 32, most: 4096);
    private readonly Option<double?> _gpuDelay = SimulateOption.Number("--gpu-delay-ms", "How long a batch waits to become full (5).", zero: true);
    private readonly Option<int> _writers = SimulateOption.Count("--writers", "Replicas of Results.", 1, most: 1000);
    private readonly Option<double?> _predictions = SimulateOption.Number("--predictions", "Labels and boxes an image, of all models (5).");
    private readonly Option<double?> _store = SimulateOption.Number("--store-images", "Images a second that the store gives to all workers: its bandwidth or request limit.");
    private readonly Option<int> _chunk = SimulateOption.Count("--chunk-size", "Images a chunk (Ingest:ChunkSize).", 64, most: 64);
    private readonly Option<int> _window = SimulateOption.Count("--window", "Chunks of a job under way (Ingest:Window).", 64, most: 10_000);
    private readonly Option<string?> _autoscale = new("--autoscale") { Description = "Change the number of workers between these by the queue, as k8s/components/keda does: 0..8.", HelpName = "min..max" };
    private readonly Option<double?> _scaleChunks = SimulateOption.Number("--scale-chunks", "Chunks in the queue that one worker is wanted for (8).");
    private readonly Option<string?> _scaleBacklog = SimulateOption.Time("--scale-backlog", "Also by the time that the backlog takes, as keda-backlog does: to be done within this.");
    private readonly Option<double?> _deaths = SimulateOption.Number("--deaths", "Deaths of one worker in an hour; its chunks are given out again.", zero: true);
    private readonly Option<double?> _spot = SimulateOption.Number("--node-losses", "Times in an hour that a spot node goes with its workers.", zero: true);
    private readonly Option<int> _perNode = SimulateOption.Count("--workers-per-node", "Workers of one node.", 1, most: 1000);
    private readonly Option<string[]> _faults = new("--fault")
    {
        Description = "Broker, database or store is away for a while, 'database:10m:2m' ten minutes after the start for two, or the store slower, 'store:10m:2m:5' fivefold. May be given again.",
        HelpName = "part:from:length",
    };

    private readonly Option<int> _seed = SimulateOption.Count("--seed", "Another run of chance; the same seed gives the same result.", 1, least: 0);

    public void AddTo(Command command)
    {
        foreach (var option in (Option[])[
            _workers, _liveWorkers, _cores, _hostCores, _gpu, _gpuBatch, _gpuDelay, _writers, _predictions, _store, _chunk, _window,
            _autoscale, _scaleChunks, _scaleBacklog, _deaths, _spot, _perNode, _faults, _seed])
        {
            command.Options.Add(option);
        }
    }

    /// <summary>The numbers of workers to compare; an autoscaler begins with its fewest.</summary>
    public IReadOnlyList<int> Workers(ParseResult parsed) => Autoscale(parsed) is { } rule
        ? parsed.GetValue(_workers) is null ? [rule.Min] : throw new CommandException(ExitCode.Usage, "--autoscale finds the number of workers: leave --workers out.")
        : [.. SimulateOption.Split(parsed.GetValue(_workers) ?? "1")!.Select(count => (int)count)];

    public SimulationSettings Read(ParseResult parsed, Measured measured) => new()
    {
        Measured = measured,
        Seed = parsed.GetValue(_seed),
        LiveWorkers = parsed.GetValue(_liveWorkers),
        Cores = parsed.GetValue(_cores),
        HostCores = parsed.GetValue(_hostCores) ?? double.PositiveInfinity,
        Gpu = parsed.GetValue(_gpu) is { } images ? new Gpu(images, parsed.GetValue(_gpuBatch), (parsed.GetValue(_gpuDelay) ?? 5) / 1000) : null,
        Writers = parsed.GetValue(_writers),
        Predictions = parsed.GetValue(_predictions) ?? 5,
        StoreImages = parsed.GetValue(_store) ?? double.PositiveInfinity,
        ChunkSize = parsed.GetValue(_chunk),
        Window = parsed.GetValue(_window),
        Autoscale = Autoscale(parsed),
        Deaths = parsed.GetValue(_deaths) ?? 0,
        NodeLosses = parsed.GetValue(_spot) ?? 0,
        WorkersPerNode = parsed.GetValue(_perNode),
        Outages = [.. (parsed.GetValue(_faults) ?? []).Select(Fault)],
    };

    private AutoscaleRule? Autoscale(ParseResult parsed)
    {
        var (chunks, backlog) = (parsed.GetValue(_scaleChunks), parsed.GetValue(_scaleBacklog));
        if (parsed.GetValue(_autoscale) is not { } range)
        {
            return chunks is null && backlog is null
                ? null
                : throw new CommandException(ExitCode.Usage, "--scale-chunks and --scale-backlog are rules of --autoscale: give that its bounds, such as 0..8.");
        }

        return range.Split("..") is [var low, var high]
            && int.TryParse(low, NumberStyles.None, CultureInfo.InvariantCulture, out var min)
            && int.TryParse(high, NumberStyles.None, CultureInfo.InvariantCulture, out var max) && min <= max && max is > 0 and <= 1000
            ? new AutoscaleRule(min, max, chunks ?? 8, backlog is null ? null : SimulatedTime.Parse(backlog))
            : throw new CommandException(ExitCode.Usage, $"--autoscale is the fewest and the most workers, such as 0..8, at most 1000; not '{range}'.");
    }

    private static Outage Fault(string text)
    {
        if (text.Split(':') is [var name, var from, var length, .. var rest] && rest.Length < 2
            && Enum.TryParse<Part>(name, ignoreCase: true, out var part) && Enum.IsDefined(part) && !char.IsAsciiDigit(name[0])
            && SimulatedTime.Parse(from) is { } at && SimulatedTime.Parse(length) is > 0 and var seconds)
        {
            if (rest.Length == 0)
                return new Outage(part, at, seconds, null);
            if (part == Part.Store && double.TryParse(rest[0], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var factor) && factor > 1)
                return new Outage(part, at, seconds, factor);
        }

        throw new CommandException(ExitCode.Usage, $"--fault is broker, database or store with a time and a length, such as database:10m:2m, or store:10m:2m:5 for a slow one; not '{text}'.");
    }
}
