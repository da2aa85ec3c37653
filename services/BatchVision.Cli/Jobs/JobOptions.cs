using System.CommandLine;
using BatchVision.Contracts.Rest;

namespace BatchVision.Cli.Jobs;

/// <summary>The options that say what a job does, the same wherever one is asked for.</summary>
internal sealed class JobOptions
{
    private readonly Option<string?> _models = new("--models")
    {
        Description = "Models to run, each name or name@version, separated by commas. Default: the newest of all that workers offer.",
        HelpName = "a,b",
    };

    private readonly Option<string> _lane = new("--lane")
    {
        Description = "Which queue the work waits in: live for what somebody waits for, backfill for what may take its time.",
        DefaultValueFactory = _ => "backfill",
        HelpName = "live|backfill",
    };

    private readonly Option<string> _mode = new("--mode")
    {
        Description = "Which images are taken: those without a final answer (missing) or all, again.",
        DefaultValueFactory = _ => "missing",
        HelpName = "missing|all",
    };

    private readonly Option<long?> _limit = new("--limit") { Description = "Look at no more than this many images of the source.", HelpName = "n" };

    private readonly Option<double?> _rate = new("--rate") { Description = "Send at most this many images a second.", HelpName = "n" };

    public void AddTo(Command command, bool laneAndMode = true)
    {
        command.Options.Add(_models);
        if (laneAndMode)
        {
            OneOf(_lane, "live", "backfill");
            OneOf(_mode, "missing", "all");
            command.Options.Add(_lane);
            command.Options.Add(_mode);
        }

        command.Options.Add(_limit);
        command.Options.Add(_rate);
    }

    public NewJobDocument Read(ParseResult parsed, string source) => new()
    {
        Source = Source(source),
        Models = parsed.GetValue(_models)?.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries),
        Lane = parsed.GetValue(_lane) ?? "backfill",
        Mode = parsed.GetValue(_mode) ?? "missing",
        ImageLimit = parsed.GetValue(_limit),
        ImagesPerSecond = parsed.GetValue(_rate),
    };

    private static void OneOf(Option<string> option, string first, string second) => option.Validators.Add(result =>
    {
        if (result.GetValueOrDefault<string>() is { } value && value != first && value != second)
            result.AddError($"{option.Name} must be {first} or {second}, not '{value}'.");
    });

    /// <summary>A folder of this machine becomes its URI; the server decides whether it takes one.</summary>
    private static string Source(string text)
    {
        if (text.Contains("://", StringComparison.Ordinal))
            return text;
        return Directory.Exists(text)
            ? new Uri(Path.GetFullPath(text) + Path.DirectorySeparatorChar).AbsoluteUri
            : throw new CommandException(ExitCode.Usage, $"'{text}' is no source; give s3://bucket/prefix, manifest+s3://bucket/key or a folder.");
    }
}
