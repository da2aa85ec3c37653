using BatchVision.Contracts;
using BatchVision.Objects;
using BatchVision.Storage;

namespace BatchVision.Ingest;

/// <summary>
/// Finds jobs that nobody runs and runs them, several of each lane side by side. Renewing the leases also tells which of them
/// were paused, cancelled or taken over meanwhile; those are let go.
/// </summary>
public sealed partial class JobDispatcher(
    JobLeases leases, Ledger ledger, JobRunner runner, ObjectStores stores, IngestOptions options, TimeProvider timeProvider, ILogger<JobDispatcher> logger)
    : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(30);

    private readonly Dictionary<Guid, RunningJob> _running = [];

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (true)
            {
                try
                {
                    await LookAsync(stoppingToken);
                }
                catch (Exception e) when (e is not OperationCanceledException)
                {
                    // Jobs that run go on by themselves; their leases outlast a short outage.
                    LogLookFailed(e);
                }

                await Task.Delay(Interval, timeProvider, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            await LetGoAsync();
        }
    }

    private async Task LookAsync(CancellationToken stoppingToken)
    {
        var held = await leases.RenewAsync(stoppingToken);
        foreach (var (jobId, job) in _running.ToList())
        {
            if (job.Task.IsCompleted)
            {
                _running.Remove(jobId);
                job.Dispose();
            }
            else if (!held.Contains(jobId))
            {
                await job.CancelAsync();
            }
        }

        // Held without running: it was let go when it was paused, and has been resumed since. Free, it is claimed like any other.
        foreach (var jobId in held.Where(jobId => !_running.ContainsKey(jobId)))
        {
            await leases.ReleaseAsync(jobId, stoppingToken);
        }

        foreach (var lane in (Lane[])[Lane.Live, Lane.Backfill])
        {
            var room = options.JobsPerLane - _running.Values.Count(job => job.Lane == lane);
            if (room > 0)
            {
                await ClaimAsync(lane, room, stoppingToken);
            }
        }
    }

    private async Task ClaimAsync(Lane lane, int room, CancellationToken stoppingToken)
    {
        foreach (var job in await leases.ClaimAsync(lane, room, stoppingToken))
        {
            if (_running.Remove(job.JobId, out var before))
            {
                // Paused and resumed between two looks: one runner ends before the next begins.
                await before.CancelAsync();
                await before.Task.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                before.Dispose();
            }

            LogClaimed(job.JobId, job.Source, job.Listed);
            _running[job.JobId] = new RunningJob(lane, token => RunAsync(job, token), stoppingToken);
        }
    }

    private async Task RunAsync(Job job, CancellationToken cancellationToken)
    {
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                if (job.Stream)
                {
                    await runner.RunStreamAsync(job, cancellationToken);
                }
                else
                {
                    await runner.RunAsync(job, Open(job.Source), cancellationToken);
                }

                return;
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return;
            }
            catch (SourceException e)
            {
                LogFailed(job.JobId, e.Message);
                await ledger.FailJobAsync(job.JobId, e.Message, CancellationToken.None);
                return;
            }
            catch (Exception e)
            {
                // A store, broker or database that is away: the ledger knows where to go on.
                var pause = TimeSpan.FromSeconds(Math.Min(LongestPause.TotalSeconds, 0.25 * Math.Pow(2, attempt)));
                LogRetry(e, job.JobId, pause.TotalSeconds);
                try
                {
                    await Task.Delay(pause, timeProvider, cancellationToken);
                    job = await ledger.FindAsync(job.JobId, cancellationToken) ?? job;
                }
                catch (Exception again) when (again is OperationCanceledException or StorageException)
                {
                    if (cancellationToken.IsCancellationRequested)
                    {
                        return;
                    }
                }
            }
        }
    }

    private IObjectSource Open(string source) =>
        source.StartsWith(Jobs.RetryScheme, StringComparison.Ordinal)
            ? new FailedImagesSource(Guid.Parse(source[Jobs.RetryScheme.Length..]), ledger, stores)
            : stores.OpenSource(source);

    private async Task LetGoAsync()
    {
        foreach (var job in _running.Values)
        {
            await job.Task.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            job.Dispose();
        }

        await leases.ReleaseAsync(null, CancellationToken.None);
    }

    private sealed class RunningJob : IDisposable
    {
        private readonly CancellationTokenSource _stop;

        public RunningJob(Lane lane, Func<CancellationToken, Task> run, CancellationToken stoppingToken)
        {
            Lane = lane;
            _stop = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
            Task = Task.Run(() => run(_stop.Token), CancellationToken.None);
        }

        public Lane Lane { get; }

        public Task Task { get; }

        public Task CancelAsync() => _stop.CancelAsync();

        public void Dispose() => _stop.Dispose();
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Job {JobId} taken: {Source}, {Listed} images listed before.")]
    private partial void LogClaimed(Guid jobId, string source, long listed);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Job {JobId} failed: {Reason}")]
    private partial void LogFailed(Guid jobId, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Job {JobId} was interrupted and goes on in {Seconds:F1} s.")]
    private partial void LogRetry(Exception exception, Guid jobId, double seconds);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The ledger could not be asked for jobs.")]
    private partial void LogLookFailed(Exception exception);
}
