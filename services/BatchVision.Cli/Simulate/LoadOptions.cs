using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using BatchVision.Cli.Simulate.Engine;

namespace BatchVision.Cli.Simulate;

/// <summary>The images that come.</summary>
internal sealed class LoadOptions
{
    private const long MostImages = 100_000_000_000;

    private readonly Option<double?> _backfill = SimulateOption.Number("--backfill", "Images that are there at the start.");
    private readonly Option<int> _jobs = SimulateOption.Count("--jobs", "Jobs that the back-fill is divided into: each has a send window of its own.", 1, most: 1000);
    private readonly Option<double?> _live = SimulateOption.Number("--live", "Live images a second; the mean, where a day has a peak.");
    private readonly Option<double?> _peak = SimulateOption.Number("--peak", "A daily curve whose busiest minute has so many times the mean; 1 to 20.");
    private readonly Option<string?> _curve = new("--live-curve") { Description = "Live images a second by the minute: a CSV file of one rate a line (the last column), or a JSON array of rates. Goes round.", HelpName = "file" };
    private readonly Option<string[]> _burst = new("--burst") { Description = "Live images that come at once: 10m:5000, ten minutes after the start. May be given again.", HelpName = "time:n" };
    private readonly Option<int> _event = SimulateOption.Count("--event-images", "Images that one event announces: each event makes chunks of its own.", 1, most: 100_000);
    private readonly Option<string?> _duration = SimulateOption.Time("--duration", "For how long live images come. Default: until the back-fill is done, else an hour, or a day where the rate changes.");

    public void AddTo(Command command)
    {
        foreach (var option in (Option[])[_backfill, _jobs, _live, _peak, _curve, _burst, _event, _duration])
            command.Options.Add(option);
    }

    /// <summary>A system that is sized for images which come like this.</summary>
    public SimulationSettings ReadEvents(ParseResult parsed, SimulationSettings settings) =>
        settings with { Live = new LiveLoad([0], parsed.GetValue(_event), []) };

    public SimulationSettings Read(ParseResult parsed, SimulationSettings settings)
    {
        var backfill = parsed.GetValue(_backfill) ?? 0;
        var live = Live(parsed);
        if (backfill == 0 && live is null)
            throw new CommandException(ExitCode.Usage, "there is no work: give --backfill, --live, --live-curve or --burst, or --per-day for a table of sizes.");
        if (backfill > MostImages)
            throw new CommandException(ExitCode.Usage, $"--backfill is at most {MostImages:N0} images.");
        return settings with
        {
            Backfill = (long)backfill,
            Jobs = parsed.GetValue(_jobs),
            Live = live,
            Duration = parsed.GetValue(_duration) is { } duration ? SimulatedTime.Parse(duration)
                : backfill > 0 || live is null ? null
                : Math.Max(live.Rates.Count > 1 ? live.Rates.Count * 60 : 3600, live.Bursts.Select(burst => burst.At + 1).DefaultIfEmpty().Max()),
        };
    }

    private LiveLoad? Live(ParseResult parsed)
    {
        var (rate, peak, curve) = (parsed.GetValue(_live), parsed.GetValue(_peak), parsed.GetValue(_curve));
        var bursts = (parsed.GetValue(_burst) ?? []).Select(Burst).ToList();
        if (curve is not null && (rate ?? peak) is not null)
            throw new CommandException(ExitCode.Usage, "--live-curve has the rates already: leave --live and --peak out.");
        if (peak is not null && rate is null)
            throw new CommandException(ExitCode.Usage, "--peak shapes a day around a mean: give that by --live.");
        if (peak is < 1 or > 20)
            throw new CommandException(ExitCode.Usage, "--peak must be 1 to 20 times the mean.");
        if (rate is null && curve is null && bursts.Count == 0)
            return null;
        IReadOnlyList<double> rates = curve is not null ? ReadCurve(curve) : peak is { } factor ? LiveLoad.Day(rate!.Value, factor) : [rate ?? 0];
        return new LiveLoad(rates, parsed.GetValue(_event), bursts);
    }

    private static (double At, int Images) Burst(string text) =>
        text.Split(':') is [var at, var images] && SimulatedTime.Parse(at) is { } time
            && int.TryParse(images, NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count > 0
            ? (time, count)
            : throw new CommandException(ExitCode.Usage, $"--burst is a time and a number of images such as 10m:5000, not '{text}'.");

    private static List<double> ReadCurve(string path)
    {
        try
        {
            var text = File.ReadAllText(path);
            var rates = text.TrimStart().StartsWith('[') ? JsonSerializer.Deserialize<List<double>>(text)! : ReadLines(path, text);
            return rates.Count > 0 && rates.TrueForAll(rate => double.IsFinite(rate) && rate >= 0)
                ? rates
                : throw new CommandException(ExitCode.Usage, $"'{path}' must hold rates of 0 or more, one a minute.");
        }
        catch (JsonException e)
        {
            throw new CommandException(ExitCode.Usage, $"'{path}' is no JSON array of rates: {e.Message}");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CommandException(ExitCode.Usage, $"'{path}' cannot be read: {e.Message}");
        }
    }

    private static List<double> ReadLines(string path, string text)
    {
        var rates = new List<double>();
        foreach (var (number, line) in text.Split('\n').Select(line => line.Trim()).Index().Where(line => line.Item.Length > 0))
        {
            if (double.TryParse(line.Split(',')[^1], NumberStyles.Float, CultureInfo.InvariantCulture, out var rate))
                rates.Add(rate);
            else if (number > 0)
                throw new CommandException(ExitCode.Usage, $"line {number + 1} of '{path}' ends with no rate: '{line}'.");
        }

        return rates;
    }
}
