using System.Diagnostics;
using BatchVision.Cli.Run;
using BatchVision.Contracts.Rest;
using Spectre.Console;

namespace BatchVision.Cli.Jobs;

/// <summary>Follows a job to its end. A server that restarts meanwhile is waited for.</summary>
internal sealed class JobWatch(ApiClient api, WatchOutput output)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private TimeSpan? _lostAt;
    private string? _printed;

    /// <summary>The job as it ended.</summary>
    /// <exception cref="CommandException">It was interrupted, there is no such job, or the server stayed away.</exception>
    public async Task<JobDocument> RunAsync(Guid id)
    {
        using var interrupt = new Interrupt();
        var progress = new JobProgress(_clock);
        try
        {
            return (output, Console.IsErrorRedirected) switch
            {
                (WatchOutput.JsonLines, _) => await FollowAsync(id, PrintNews, interrupt.Token),
                (WatchOutput.Nothing, _) => await FollowAsync(id, _ => { }, interrupt.Token),
                (_, true) => await FollowAsync(id, progress.PrintNowAndThen, interrupt.Token),
                _ => await DrawAsync(id, progress, interrupt.Token),
            };
        }
        catch (OperationCanceledException) when (interrupt.Token.IsCancellationRequested)
        {
            throw new CommandException(ExitCode.Interrupted, $"stopped watching; the job goes on. 'bv watch {id}' looks at it again.");
        }
    }

    private Task<JobDocument> DrawAsync(Guid id, JobProgress progress, CancellationToken cancellationToken)
    {
        var console = CliProgress.Console();
        return console.Live(new Text("Waiting for the server")).AutoClear(true).StartAsync(live => FollowAsync(
            id,
            job =>
            {
                live.UpdateTarget(progress.Draw(job));
                live.Refresh();
            },
            cancellationToken));
    }

    private async Task<JobDocument> FollowAsync(Guid id, Action<JobDocument> show, CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(Interval);
        while (true)
        {
            if (await LookAsync(id, cancellationToken) is { } job)
            {
                show(job);
                if (JobText.HasEnded(job))
                    return job;
            }

            await timer.WaitForNextTickAsync(cancellationToken);
        }
    }

    /// <summary>Null while the server is away, but not for ever.</summary>
    private async Task<JobDocument?> LookAsync(Guid id, CancellationToken cancellationToken)
    {
        try
        {
            var job = await api.GetAsync<JobDocument>($"jobs/{id}", cancellationToken);
            _lostAt = null;
            return job;
        }
        catch (CommandException e) when (e.ExitCode == ExitCode.Temporary && _clock.Elapsed - (_lostAt ?? _clock.Elapsed) < Patience)
        {
            if (_lostAt is null)
                await Console.Error.WriteLineAsync($"bv: {e.Message} Trying again for {Patience.TotalMinutes:0} minutes.");
            _lostAt ??= _clock.Elapsed;
            return null;
        }
    }

    private void PrintNews(JobDocument job)
    {
        var line = CliJson.Line(job);
        if (line != _printed)
            Console.Out.WriteLine(line);
        _printed = line;
    }
}
