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
    public Task<JobProgress> SubmitAsync(JobSubmission submission, CancellationToken cancellationToken) => _session.WriteAsync(
        async token =>
        {
            var models = await ModelCatalogue.ResolveAsync(_session, submission.Models, token);
            var job = new NewJob(submission.Source, [.. models.Select(model => model.Id)], "submitted", submission.Lane, submission.Mode)
            {
                ImageLimit = submission.ImageLimit,
                ImagesPerSecond = submission.ImagesPerSecond,
                RequestedBy = submission.RequestedBy,
            };
            return await GetAsync(await JobTable.InsertAsync(_session, job, _time.GetUtcNow(), token), token);
        },
        cancellationToken);

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

    private async Task<JobProgress> GetAsync(Guid jobId, CancellationToken token) => (await FindCoreAsync(jobId, token))!;

    private async Task<JobProgress?> FindCoreAsync(Guid jobId, CancellationToken token) =>
        (await JobTable.ProgressAsync(_session, "WHERE job_id = @job_id", token, ("@job_id", jobId))).SingleOrDefault();
}
