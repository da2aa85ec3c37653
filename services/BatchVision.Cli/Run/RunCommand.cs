using System.CommandLine;
using BatchVision.Cli.Db;
using BatchVision.Cli.Models;
using BatchVision.Recognition.Models;

namespace BatchVision.Cli.Run;

/// <summary><c>bv run SOURCE</c>: the whole system in one process.</summary>
internal static class RunCommand
{
    public static Command Create()
    {
        var source = new Argument<string>("source") { Description = "Folder of images with its subfolders, s3://bucket/prefix, or a list: manifest+s3://bucket/list.csv, manifest+file:///list.jsonl." };
        var models = new Option<string?>("--models") { Description = "Models to run, separated by commas. Default: all of the models directory.", HelpName = "a,b" };
        var modelsDirectory = ModelsCommand.DirectoryOption();
        var database = DatabaseOption.Create();
        var policy = new Option<string?>("--policy")
        {
            Description = "Policy to decide by from now on: a file, 'default' for the built-in one, 'none' for no verdicts. Default: the one that is active, else the built-in one.",
            HelpName = "file|default|none",
        };
        var report = new Option<string?>("--report") { Description = "Also write one self-contained HTML page with pictures, boxes and charts.", HelpName = "file.html" };
        var json = CliJson.Option("Print the closing summary as JSON on standard output; no live display.");
        var limit = new Option<int?>("--limit") { Description = "Look at no more than this many images of the source.", HelpName = "n" };
        var provider = new Option<ExecutionProvider>("--provider") { Description = "Where models run. A GPU that is missing is an error, never a silent fall back.", HelpName = "cpu|cuda|tensorrt" };
        var threads = new Option<int?>("--threads") { Description = "Threads that decode and, on the CPU, infer. Default: as bv tune found, else one a core.", HelpName = "n" };
        var batchSize = new Option<int?>("--cpu-batch-size") { Description = "Largest batch on the CPU. Default: as bv tune found, else 1. On a GPU tuning, else the model's manifest decides.", HelpName = "n" };
        var gps = new Option<bool>("--gps") { Description = "Store the position that EXIF gives. Off by default: it is personal data." };
        var verbose = new Option<bool>("--verbose", "-v") { Description = "Log each chunk to standard error." };
        limit.Validators.Add(result => Positive(result.GetValueOrDefault<int?>() ?? 1, "--limit", result.AddError));
        threads.Validators.Add(result => Positive(result.GetValueOrDefault<int?>() ?? 1, "--threads", result.AddError));
        batchSize.Validators.Add(result => Positive(result.GetValueOrDefault<int?>() ?? 1, "--cpu-batch-size", result.AddError));

        var command = new Command("run", """
            Recognise the images of a folder or a bucket: labels, boxes and scores land in a database,
            which is made, or brought up to date, where that is owed: an SQLite file, or PostgreSQL.

            Known (image, model) pairs are skipped, so a second run takes only what is new, and one that was
            interrupted, by Ctrl-C or by a crash, goes on where it stopped.

            Credentials for S3 come from the environment, a profile or the machine's role; AWS_ENDPOINT_URL names a server other than AWS.

            Example: bv run ~/Pictures --models mobilenetv2 --report report.html
                     bv query "select label, images from bi_label_counts order by images desc"
            """)
        { source, models, modelsDirectory, database, policy, report, json, limit, provider, threads, batchSize, gps, verbose };

        command.SetAction((parsed, _) => RunJob.ExecuteAsync(new RunOptions(
            parsed.GetRequiredValue(source),
            parsed.GetValue(models)?.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ?? [],
            ModelsCommand.Resolve(parsed.GetValue(modelsDirectory)),
            DatabaseOption.Resolve(parsed.GetValue(database)),
            parsed.GetValue(policy),
            parsed.GetValue(report),
            parsed.GetValue(json),
            parsed.GetValue(limit),
            parsed.GetValue(provider),
            parsed.GetValue(threads),
            parsed.GetValue(batchSize),
            parsed.GetValue(gps),
            parsed.GetValue(verbose))));
        return command;
    }

    private static void Positive(int value, string option, Action<string> addError)
    {
        if (value < 1)
            addError($"{option} must be 1 or more, not {value}.");
    }
}
