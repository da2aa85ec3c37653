using System.CommandLine;

namespace BatchVision.Cli.Simulate;

/// <summary>What an image costs: from a file, from what is built in, and one by one.</summary>
internal sealed class MeasuredOptions
{
    private readonly Option<string?> _file = new("--measured")
    {
        Description = $"What an image costs: JSON of the benchmark 'distributed'. Default: {Measured.Default.Source}.",
        HelpName = "file.json",
    };

    private readonly Option<double?> _cpu = SimulateOption.Number("--cpu-ms", $"CPU-milliseconds an image of a worker, of all models ({Measured.Default.WorkerCpuMs:0.##}).");
    private readonly Option<double?> _decode = SimulateOption.Number("--decode-ms", $"The part of them that decodes, which stays on cores beside a GPU ({Measured.Default.DecodeCpuMs:0.##}).");
    private readonly Option<double?> _fetch = SimulateOption.Number("--fetch-ms", $"Time to fetch an image ({Measured.Default.FetchMs:0.##}).", zero: true);
    private readonly Option<double?> _intake = SimulateOption.Number("--intake-ms", $"From an upload to its row in the ledger ({Measured.Default.IntakeMs:0.##}).", zero: true);
    private readonly Option<double?> _write = SimulateOption.Number("--write-ms", $"A transaction of a results writer besides its predictions ({Measured.Default.WriteMs:0.##}).", zero: true);
    private readonly Option<double?> _rows = SimulateOption.Number("--writer-rows", $"Predictions a second of one results writer ({Measured.Default.WriterRows:0}).");
    private readonly Option<double?> _variation = SimulateOption.Number("--variation", $"Coefficient of variation of the time of an image; 0 for no noise ({Measured.Default.Variation:0.##}).", zero: true);
    private readonly Option<double?> _start = SimulateOption.Number("--start-seconds", $"Until a new worker takes its first chunk: node, image, models ({Measured.Default.StartSeconds:0.##}).", zero: true);

    public void AddTo(Command command)
    {
        foreach (var option in (Option[])[_file, _cpu, _decode, _fetch, _intake, _write, _rows, _variation, _start])
            command.Options.Add(option);
    }

    public Measured Read(ParseResult parsed)
    {
        var measured = parsed.GetValue(_file) is { } file ? Measured.Read(file) : Measured.Default;
        return measured with
        {
            WorkerCpuMs = parsed.GetValue(_cpu) ?? measured.WorkerCpuMs,
            DecodeCpuMs = parsed.GetValue(_decode) ?? measured.DecodeCpuMs,
            FetchMs = parsed.GetValue(_fetch) ?? measured.FetchMs,
            IntakeMs = parsed.GetValue(_intake) ?? measured.IntakeMs,
            WriteMs = parsed.GetValue(_write) ?? measured.WriteMs,
            WriterRows = parsed.GetValue(_rows) ?? measured.WriterRows,
            Variation = parsed.GetValue(_variation) ?? measured.Variation,
            StartSeconds = parsed.GetValue(_start) ?? measured.StartSeconds,
        };
    }
}
