using System.CommandLine;
using BatchVision.Contracts.Rest;

namespace BatchVision.Cli.Jobs;

/// <summary><c>bv jobs</c> and <c>bv pause | resume | cancel | retry JOB</c>.</summary>
internal static class JobsCommand
{
    private const int LargestPage = 500;

    public static Argument<Guid> IdArgument() => new("job")
    {
        Description = "Id of the job, as 'bv submit' and 'bv jobs' print it.",
        CustomParser = result =>
        {
            if (!Guid.TryParse(result.Tokens[0].Value, out var id))
                result.AddError($"'{result.Tokens[0].Value}' is no id of a job; 'bv jobs' lists them.");
            return id;
        },
    };

    public static Command List()
    {
        var limit = new Option<int>("--limit") { Description = "Most jobs listed.", HelpName = "n", DefaultValueFactory = _ => 20 };
        limit.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() < 1)
                result.AddError("--limit must be 1 or more.");
        });
        var json = CliJson.Option();
        var api = new ApiAddress();
        var command = new Command("jobs", """
            List jobs, newest first.

            Example: bv jobs --limit 5
                     bv jobs --json | jq -r '.[] | select(.status == "running") | .id'
            """)
        { limit, json };
        api.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var client = api.Connect(parsed);
            var jobs = await ReadAsync(client, parsed.GetValue(limit), cancellationToken);
            if (parsed.GetValue(json))
                CliJson.Print(jobs);
            else if (jobs.Count == 0)
                await Console.Error.WriteLineAsync("bv: there are no jobs yet; 'bv submit' makes one");
            else
                CliTable.Print(JobText.Table(jobs));
            return ExitCode.Done;
        });
        return command;
    }

    public static IEnumerable<Command> Actions() =>
    [
        Action("pause", "Stop listing and sending for a job; what was sent already is recognised."),
        Action("resume", "Let a paused job go on."),
        Action("cancel", "End a job; what was sent already is recognised and written."),
        Action("retry", "Make a new job of the images that failed in one that has ended, and print its id."),
    ];

    private static Command Action(string verb, string description)
    {
        var id = IdArgument();
        var json = CliJson.Option("Print the job as JSON on standard output.");
        var api = new ApiAddress();
        var command = new Command(verb, $"{description}\n\nExample: bv {verb} 01a20890-c25e-7f4b-90d2-8864ce7cd1ee") { id, json };
        api.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var client = api.Connect(parsed);
            var job = await client.PostAsync<JobDocument>($"jobs/{parsed.GetRequiredValue(id)}/{verb}", null, cancellationToken);
            if (parsed.GetValue(json))
                CliJson.Print(job);
            else if (verb == "retry")
                Console.Out.WriteLine(job.Id);
            else
                Console.Out.WriteLine($"job {job.Id} is {JobText.Status(job)}");
            return ExitCode.Done;
        });
        return command;
    }

    private static async Task<List<JobDocument>> ReadAsync(ApiClient client, int limit, CancellationToken cancellationToken)
    {
        var jobs = new List<JobDocument>();
        for (string? next = ""; next is not null && jobs.Count < limit;)
        {
            var before = jobs.Count == 0 ? "" : $"&before={jobs[^1].Id}";
            var page = await client.GetAsync<JobPageDocument>($"jobs?limit={Math.Min(limit - jobs.Count, LargestPage)}{before}", cancellationToken);
            jobs.AddRange(page.Jobs);
            next = page.Next;
        }

        return jobs;
    }
}
