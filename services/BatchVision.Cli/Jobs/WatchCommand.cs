using System.CommandLine;

namespace BatchVision.Cli.Jobs;

/// <summary><c>bv watch JOB</c>.</summary>
internal static class WatchCommand
{
    public static Command Create()
    {
        var id = JobsCommand.IdArgument();
        var json = CliJson.Option("Print each new state of the job as a line of JSON on standard output; no progress.");
        var api = new ApiAddress();
        var command = new Command("watch", """
            Follow a job to its end.

            Exit codes: 0 done, 3 done but some images failed, 1 failed or cancelled, 75 the server stayed away, 130 interrupted
            (the job goes on).

            Example: bv watch 01a20890-c25e-7f4b-90d2-8864ce7cd1ee
            """)
        { id, json };
        api.AddTo(command);
        command.SetAction(async (parsed, _) =>
        {
            using var client = api.Connect(parsed);
            return await FollowAsync(client, parsed.GetRequiredValue(id), parsed.GetValue(json));
        });
        return command;
    }

    public static async Task<int> FollowAsync(ApiClient client, Guid id, bool json)
    {
        var job = await new JobWatch(client, json ? WatchOutput.JsonLines : WatchOutput.Progress).RunAsync(id);
        if (!json)
            Console.Out.WriteLine(JobText.Ending(job));
        return JobText.ExitCodeOf(job);
    }
}
