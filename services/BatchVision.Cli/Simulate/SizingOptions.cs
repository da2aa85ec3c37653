using System.CommandLine;

namespace BatchVision.Cli.Simulate;

/// <summary>Options of the table of sizes.</summary>
internal sealed class SizingOptions
{
    private readonly Option<string?> _perDay = SimulateOption.Numbers("--per-day", "Print a table instead: what so many images a day need, and how late they are then.", 1e10);
    private readonly Option<double?> _hours = SimulateOption.Number("--hours", "Hours of the day in which they come (24).");
    private readonly Option<double?> _busy = SimulateOption.Number("--busy", "How busy workers and writers are planned to be (0.7).");
    private readonly Option<double?> _models = SimulateOption.Number("--models", "Models that see each image (1); their cost is in --cpu-ms.");
    private readonly Option<double?> _image = SimulateOption.Number("--image-bytes", $"Bytes an image in PostgreSQL: its row, its verdict and its part of the ledger ({SizingPlan.DefaultImageBytes}).");
    private readonly Option<double?> _recognition = SimulateOption.Number("--recognition-bytes", $"Bytes a recognition: what one model said of one image ({SizingPlan.DefaultRecognitionBytes}).");
    private readonly Option<double?> _prediction = SimulateOption.Number("--prediction-bytes", $"Bytes a prediction: a label or box ({SizingPlan.DefaultPredictionBytes}).");

    public void AddTo(Command command)
    {
        foreach (var option in (Option[])[_perDay, _hours, _busy, _models, _image, _recognition, _prediction])
            command.Options.Add(option);
    }

    /// <summary>Null where no table is asked for.</summary>
    public SizingPlan? Read(ParseResult parsed)
    {
        if (parsed.GetValue(_perDay) is not { } perDay)
            return null;
        var (hours, busy) = (parsed.GetValue(_hours) ?? 24, parsed.GetValue(_busy) ?? 0.7);
        if (hours > 24)
            throw new CommandException(ExitCode.Usage, "--hours is at most 24.");
        if (busy >= 1)
            throw new CommandException(ExitCode.Usage, "--busy is below 1: who is always busy never catches up.");
        return new SizingPlan(
            SimulateOption.Split(perDay)!, hours, busy, parsed.GetValue(_models) ?? 1,
            parsed.GetValue(_image) ?? SizingPlan.DefaultImageBytes,
            parsed.GetValue(_recognition) ?? SizingPlan.DefaultRecognitionBytes,
            parsed.GetValue(_prediction) ?? SizingPlan.DefaultPredictionBytes);
    }
}
