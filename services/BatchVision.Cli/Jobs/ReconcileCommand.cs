using System.CommandLine;
using System.Globalization;
using BatchVision.Contracts.Rest;
using Spectre.Console;

namespace BatchVision.Cli.Jobs;

/// <summary><c>bv reconcile SOURCE</c>.</summary>
internal static class ReconcileCommand
{
    public static Command Create()
    {
        var source = new Argument<string>("source") { Description = "s3://bucket/prefix, manifest+s3://bucket/key, or a folder where the server allows it." };
        var options = new JobOptions();
        var json = CliJson.Option("Print the closing report as JSON on standard output; no progress.");
        var key = OrderKey.Option();
        var api = new ApiAddress();
        var command = new Command("reconcile", """
            Bring a source up to date: list it, recognise what has no answer yet, and report what was missing.

            This is a back-fill job in mode missing that is watched to its end. Images that arrived while events were lost, and
            those that a new model has not seen, are found this way. Exit codes are those of 'bv watch'.

            Example: bv reconcile s3://photos/2026/
            """)
        { source };
        options.AddTo(command, laneAndMode: false);
        command.Options.Add(json);
        command.Options.Add(key);
        api.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var client = api.Connect(parsed);
            var submitted = await client.SubmitAsync(options.Read(parsed, parsed.GetRequiredValue(source)), parsed.GetValue(key), cancellationToken);
            var quiet = parsed.GetValue(json);
            if (!quiet)
                await Console.Error.WriteLineAsync($"bv: job {submitted.Id}");
            var job = await new JobWatch(client, quiet ? WatchOutput.Nothing : WatchOutput.Progress).RunAsync(submitted.Id);
            if (quiet)
                CliJson.Print(new { job.Id, job.Source, job.Status, job.Error, job.Listed, AlreadyKnown = job.Skipped, Queued = job.Listed - job.Skipped, job.Recognized, job.Failed, job.Ignored });
            else
                Report(job);
            return JobText.ExitCodeOf(job);
        });
        return command;
    }

    private static void Report(JobDocument job)
    {
        var table = new Table().Border(TableBorder.None).HideHeaders().AddColumns("what", "images", "");
        table.Columns[1].RightAligned();
        Row("listed", job.Listed, $"in {job.Source}");
        Row("already known", job.Skipped, "had a final answer of these models");
        Row("queued", job.Listed - job.Skipped, "were missing");
        Row("recognised now", job.Recognized, "");
        Row("failed", job.Failed, job.Failed > 0 ? $"'bv retry {job.Id}' tries them again" : "");
        CliTable.Print(table);
        if (job.Status != "done")
            Console.Error.WriteLine($"bv: {JobText.Ending(job)}");

        void Row(string what, long images, string note) => table.AddRow(what, images.ToString("N0", CultureInfo.InvariantCulture), note.EscapeMarkup());
    }
}
