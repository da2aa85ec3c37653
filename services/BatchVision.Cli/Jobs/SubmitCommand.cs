using System.CommandLine;

namespace BatchVision.Cli.Jobs;

/// <summary><c>bv submit SOURCE</c>.</summary>
internal static class SubmitCommand
{
    public static Command Create()
    {
        var source = new Argument<string>("source") { Description = "s3://bucket/prefix, manifest+s3://bucket/key, or a folder where the server allows it." };
        var job = new JobOptions();
        var watch = new Option<bool>("--watch", "-w") { Description = "Follow the job to its end, as 'bv watch' does." };
        var json = CliJson.Option("Print the job as JSON on standard output; with --watch each new state as a line.");
        var key = OrderKey.Option();
        var api = new ApiAddress();
        var command = new Command("submit", """
            Submit a job to the service and print its id.

            Example: bv submit s3://photos/2026/ --models mobilenetv2 --watch
                     job=$(bv submit s3://photos/2026/) && bv watch "$job"
            """)
        { source };
        job.AddTo(command);
        command.Options.Add(watch);
        command.Options.Add(json);
        command.Options.Add(key);
        api.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var client = api.Connect(parsed);
            var submitted = await client.SubmitAsync(job.Read(parsed, parsed.GetRequiredValue(source)), parsed.GetValue(key), cancellationToken);
            if (parsed.GetValue(watch))
                return await WatchCommand.FollowAsync(client, submitted.Id, parsed.GetValue(json));

            if (parsed.GetValue(json))
                CliJson.Print(submitted);
            else
                Console.Out.WriteLine(submitted.Id);
            return ExitCode.Done;
        });
        return command;
    }
}
