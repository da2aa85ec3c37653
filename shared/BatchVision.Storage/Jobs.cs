using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace BatchVision.Storage;

/// <summary>Jobs as people ask for them. Ingest finds and runs them; nothing here waits for that.</summary>
/// <param name="database">A migrated database.</param>
/// <param name="timeProvider">Clock of the timestamps; the system's by default.</param>
public sealed class Jobs(Database database, TimeProvider? timeProvider = null) : IAsyncDisposable
{
    /// <summary>Prefix of the source of a retry: the failed images of another job.</summary>
    public const string RetryScheme = "failed-of:";

    private const string Open = "status IN ('planning', 'running')";

    private readonly TimeProvider _time = timeProvider ?? TimeProvider.System;
    private readonly Session _session = database.OpenSession(timeProvider ?? TimeProvider.System);

    /// <summary>Makes a job.</summary>
    /// <exception cref="UnknownModelsException">No worker has offered these models.</exception>
    public Task<JobProgress> SubmitAsync(JobSubmission submission, CancellationToken cancellationToken) =>
        _session.WriteAsync(token => InsertAsync(submission, "submitted", token), cancellationToken);

    /// <summary>
    /// Makes a job, unless the same caller has made one of this source with this key: then returns that one, so that who never saw the
    /// answer may ask again.
    /// </summary>
    /// <param name="submission">What is asked for.</param>
    /// <param name="key">Chosen by the caller.</param>
    /// <param name="cancellationToken">Ends the write.</param>
    /// <exception cref="KeyReusedException">With this key something else was asked for.</exception>
    /// <exception cref="UnknownModelsException">No worker has offered these models.</exception>
    public Task<(JobProgress Job, bool IsNew)> SubmitOnceAsync(JobSubmission submission, string key, CancellationToken cancellationToken)
    {
        // Changes nothing, and makes requests for one source wait for each other: the second finds the job of the first.
        const string Lock = "UPDATE source SET uri = uri WHERE source_id = @source_id";
        const string Earlier = "SELECT job_id, request_key FROM job WHERE source_id = @source_id AND request_key LIKE @pattern";
        var caller = $"once {Hash(submission.RequestedBy, key)} ";
        var requestKey = caller + Hash(
            submission.Lane, submission.Mode, submission.ImageLimit, submission.ImagesPerSecond, string.Join('\n', submission.Models));
        return _session.WriteAsync(
            async token =>
            {
                var sourceId = await new Catalog(_session).SourceAsync(submission.Source, token);
                await _session.ExecuteAsync(Lock, token, ("@source_id", sourceId));
                var earlier = await _session.QueryAsync(
                    Earlier, r => (Id: r.GetGuid(0), Key: r.GetString(1)), token, ("@source_id", sourceId), ("@pattern", $"{caller}%"));
                return earlier switch
                {
                    [] => (await InsertAsync(submission, requestKey, token), true),
                    [var job, ..] when job.Key == requestKey => (await GetAsync(job.Id, token), false),
                    [var job, ..] => throw new KeyReusedException(
                        $"With this key job {job.Id} was asked for, and with other settings; choose a new key for a new job."),
                };
            },
            cancellationToken);
    }

    /// <summary>Jobs, newest first.</summary>
    /// <param name="before">Only those older than this job; null starts with the newest.</param>
    /// <param name="limit">Most jobs returned.</param>
    /// <param name="cancellationToken">Ends the query.</param>
    public Task<List<JobProgress>> ListAsync(Guid? before, int limit, CancellationToken cancellationToken)
    {
        // Ids are time-ordered and, other than times, all different: no page repeats or leaves out a job.
        const string Older = """
            WHERE job_id IN (
                SELECT j.job_id FROM job j WHERE j.job_id < @before ORDER BY j.job_id DESC LIMIT @limit)
            ORDER BY job_id DESC
            """;
        const string Newest =
            "WHERE job_id IN (SELECT j.job_id FROM job j ORDER BY j.job_id DESC LIMIT @limit) ORDER BY job_id DESC";
        return _session.ReadAsync(
            token => before is { } id
                ? JobTable.ProgressAsync(_session, Older, token, ("@before", id), ("@limit", limit))
                : JobTable.ProgressAsync(_session, Newest, token, ("@limit", limit)),
            cancellationToken);
    }

    /// <summary>One job; null when there is none of that id.</summary>
    public Task<JobProgress?> FindAsync(Guid jobId, CancellationToken cancellationToken) =>
        _session.ReadAsync(token => FindCoreAsync(jobId, token), cancellationToken);

    /// <summary>Stops planning and sending. What is sent already is answered. Returns null when there is no such job.</summary>
    /// <exception cref="JobClosedException">It has ended.</exception>
    public Task<JobProgress?> PauseAsync(Guid jobId, CancellationToken cancellationToken) => ChangeAsync(
        jobId,
        token => _session.ExecuteAsync(
            $"UPDATE job SET paused = @yes, lease_owner = NULL, leased_until = NULL WHERE job_id = @job_id AND {Open}",
            token, ("@job_id", jobId), ("@yes", true)),
        cancellationToken);

    /// <summary>Lets a paused job go on. Returns null when there is no such job.</summary>
    /// <exception cref="JobClosedException">It has ended.</exception>
    public Task<JobProgress?> ResumeAsync(Guid jobId, CancellationToken cancellationToken) => ChangeAsync(
        jobId,
        token => _session.ExecuteAsync(
            $"UPDATE job SET paused = @no, error = NULL WHERE job_id = @job_id AND {Open}", token, ("@job_id", jobId), ("@no", false)),
        cancellationToken);

    /// <summary>Ends a job. What is sent already is answered and written. Returns null when there is no such job.</summary>
    /// <exception cref="JobClosedException">It has ended.</exception>
    public Task<JobProgress?> CancelAsync(Guid jobId, CancellationToken cancellationToken) => ChangeAsync(
        jobId, token => JobTable.EndAsync(_session, jobId, "cancelled", null, _time.GetUtcNow(), token), cancellationToken);

    /// <summary>Makes a job of the images that failed in another, with the same models. Returns null when there is no such job.</summary>
    /// <exception cref="JobClosedException">It has not ended, or nothing failed.</exception>
    public Task<JobProgress?> RetryFailedAsync(Guid jobId, string? requestedBy, CancellationToken cancellationToken)
    {
        const string Models = "SELECT model_id FROM job_model WHERE job_id = @job_id";
        return _session.WriteAsync(
            async token =>
            {
                if (await FindCoreAsync(jobId, token) is not { } job)
                {
                    return null;
                }

                if (job.Status is "planning" or "running")
                {
                    throw new JobClosedException($"Job {jobId} still runs; its failed images can be retried when it has ended.");
                }

                if (job.Failed == 0)
                {
                    throw new JobClosedException($"No image of job {jobId} failed; there is nothing to retry.");
                }

                var models = await _session.QueryAsync(Models, r => r.GetInt32(0), token, ("@job_id", jobId));
                var retry = new NewJob($"{RetryScheme}{jobId}", models, "submitted", job.Lane, JobMode.All) { RequestedBy = requestedBy };
                return await FindCoreAsync(await JobTable.InsertAsync(_session, retry, _time.GetUtcNow(), token), token);
            },
            cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _session.DisposeAsync();

    private Task<JobProgress?> ChangeAsync(
        Guid jobId, Func<CancellationToken, Task<int>> change, CancellationToken cancellationToken) => _session.WriteAsync(
        async token =>
        {
            // The change asks for an open job itself: looked at before, the job could close in between.
            var changed = await change(token);
            var job = await FindCoreAsync(jobId, token);
            return changed > 0 || job is null ? job : throw new JobClosedException($"Job {jobId} has ended: it is {job.Status}.");
        },
        cancellationToken);

    private static string Hash(params object?[] parts) => Convert.ToHexStringLower(SHA256.HashData(
        Encoding.UTF8.GetBytes(string.Join('\n', parts.Select(part => Convert.ToString(part, CultureInfo.InvariantCulture))))));

    private async Task<JobProgress> InsertAsync(JobSubmission submission, string requestKey, CancellationToken token)
    {
        var models = await ModelCatalogue.ResolveAsync(_session, submission.Models, token);
        var job = new NewJob(submission.Source, [.. models.Select(model => model.Id)], requestKey, submission.Lane, submission.Mode)
        {
            ImageLimit = submission.ImageLimit,
            ImagesPerSecond = submission.ImagesPerSecond,
            RequestedBy = submission.RequestedBy,
        };
        return await GetAsync(await JobTable.InsertAsync(_session, job, _time.GetUtcNow(), token), token);
    }

    private async Task<JobProgress> GetAsync(Guid jobId, CancellationToken token) => (await FindCoreAsync(jobId, token))!;

    private async Task<JobProgress?> FindCoreAsync(Guid jobId, CancellationToken token) =>
        (await JobTable.ProgressAsync(_session, "WHERE job_id = @job_id", token, ("@job_id", jobId))).SingleOrDefault();
}
