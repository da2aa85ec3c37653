using System.Data.Common;
using System.Text.Json;
using BatchVision.Contracts;

namespace BatchVision.Storage;

/// <summary>
/// The books of the jobs: what was asked for, what was listed, which chunks are planned, sent and done. Safe for
/// concurrent callers; they take turns on one connection.
/// </summary>
/// <param name="database">A migrated database.</param>
/// <param name="timeProvider">Clock of the timestamps; the system's by default.</param>
public sealed class Ledger(Database database, TimeProvider? timeProvider = null) : IAsyncDisposable
{
    internal static readonly RowShape ImageShape = new(("key", ColumnType.Text), ("etag", ColumnType.Text));

    private static readonly RowShape ChunkIdShape = new(("chunk_id", ColumnType.Guid));

    private readonly TimeProvider _time = timeProvider ?? TimeProvider.System;
    private readonly Session _session = database.OpenSession(timeProvider ?? TimeProvider.System);

    /// <summary>
    /// The newest unfinished job of the same request, or a new one, held by the caller alone: services leave it to the process
    /// that runs it. The chunks of a resumed job that were sent and not answered are pending again: whoever had them
    /// may be gone, and a second answer is absorbed.
    /// </summary>
    public Task<Job> CreateOrResumeJobAsync(JobRequest request, CancellationToken cancellationToken) => _session.WriteAsync(
        async token =>
        {
            var catalog = new Catalog(_session);
            var models = await catalog.ModelsAsync(request.Models.Select(m => m.Identity), token);
            await catalog.LabelsAsync(
                request.Models.SelectMany(m => m.Labels.Select((name, index) => (models[m.Identity.Fingerprint], index, name))), token);
            if (await ResumeAsync(request, token) is { } resumed)
            {
                return resumed;
            }

            var modelIds = request.Models.Select(m => models[m.Identity.Fingerprint]).ToList();
            var id = await JobTable.InsertAsync(
                _session,
                new NewJob(request.Source, modelIds, request.RequestKey(), Lane.Backfill, JobMode.Missing)
                {
                    ImageLimit = request.ImageLimit,
                    LeaseOwner = "bv run",
                    LeasedUntil = new DateTimeOffset(9999, 1, 1, 0, 0, 0, TimeSpan.Zero),
                },
                _time.GetUtcNow(), token);
            return (await JobTable.FindAsync(_session, id, token))!;
        },
        cancellationToken);

    /// <summary>Which (image, model) pairs of a page are settled, for the very versions that were listed.</summary>
    public Task<IReadOnlySet<SettledPair>> KnownAsync(Job job, string root, IReadOnlyList<ImageRef> page, CancellationToken cancellationToken)
    {
        var rows = new RowSet(ImageShape);
        foreach (var image in page)
        {
            rows.Add(image.Key, image.ETag);
        }

        return _session.ReadAsync<IReadOnlySet<SettledPair>>(
            async token =>
            {
                var pairs = await _session.QueryAsync(
                    KnownSql(_session.Dialect), rows, r => new SettledPair(r.GetString(0), r.GetString(1)), token, ("@root", root));
                return pairs.Where(pair => job.Models.Contains(pair.Fingerprint)).ToHashSet();
            },
            cancellationToken);
    }

    /// <summary>Records a listed page: its chunks, its counts and the checkpoint, in one transaction. Returns the job after it.</summary>
    /// <exception cref="StorageException">Another process has planned this job further meanwhile.</exception>
    public Task<Job> RecordPageAsync(Job job, PlannedPage page, CancellationToken cancellationToken)
    {
        // The old checkpoint and count are the guard against a second planner of the same job.
        const string Advance = """
            UPDATE job SET
                checkpoint = @checkpoint, listing_done = @listing_done,
                status = CASE WHEN @listing_done THEN 'running' ELSE status END,
                listed = listed + @listed, skipped = skipped + @skipped, ignored = ignored + @ignored
            WHERE job_id = @job_id AND status = 'planning' AND listed = @listed_before
                AND checkpoint IS NOT DISTINCT FROM @checkpoint_before
            """;
        return _session.WriteAsync(
            async token =>
            {
                var advanced = await _session.ExecuteAsync(
                    Advance, token,
                    ("@job_id", job.JobId), ("@checkpoint", page.Checkpoint), ("@listing_done", page.ListingDone),
                    ("@listed", page.Listed), ("@skipped", page.Skipped), ("@ignored", page.Ignored),
                    ("@listed_before", job.Listed), ("@checkpoint_before", job.Checkpoint));
                if (advanced == 0)
                {
                    throw new StorageException($"Job {job.JobId} is being planned by another process, or was cancelled; let that one finish.");
                }

                await ChunkTable.InsertAsync(_session, job.JobId, page.Root, job.Lane, _time.GetUtcNow(), page.Chunks, token);
                return job with { Checkpoint = page.Checkpoint, ListingDone = page.ListingDone, Listed = job.Listed + page.Listed };
            },
            cancellationToken);
    }

    /// <summary>The next chunks to send, by ordinal.</summary>
    public Task<List<PendingChunk>> PendingChunksAsync(Job job, int limit, CancellationToken cancellationToken)
    {
        // The second condition on status is what lets the partial index serve.
        const string Sql = """
            SELECT c.lane, c.chunk_id, c.ordinal, s.uri, c.models, c.refs, c.trace_parent FROM chunk c JOIN source s ON s.source_id = c.source_id
            WHERE c.job_id = @job_id AND c.status = 'pending' AND c.status <> 'done'
            ORDER BY c.ordinal LIMIT @limit
            """;
        return _session.ReadAsync(
            token => _session.QueryAsync(
                Sql,
                r => new PendingChunk(
                    JobTable.LaneOf(r.GetString(0)),
                    new RecognizeChunk(
                        r.GetGuid(1), job.JobId, r.GetInt32(2), r.GetString(3),
                        JsonSerializer.Deserialize(r.GetString(4), StorageJson.Default.IReadOnlyListString)!,
                        JsonSerializer.Deserialize(r.GetString(5), StorageJson.Default.IReadOnlyListImageRef)!))
                {
                    TraceParent = r.IsDBNull(6) ? null : r.GetString(6),
                },
                token, ("@job_id", job.JobId), ("@limit", limit)),
            cancellationToken);
    }

    /// <summary>Marks chunks as sent; to be called once the broker has confirmed them. One that is answered already stays done.</summary>
    public Task<int> MarkSentAsync(IReadOnlyList<PendingChunk> chunks, CancellationToken cancellationToken)
    {
        var rows = new RowSet(ChunkIdShape);
        foreach (var id in chunks.Select(chunk => chunk.Command.ChunkId).Order())
        {
            rows.Add(id);
        }

        var sql = $"""
            UPDATE chunk SET status = 'sent', sent_at = @now
            FROM {_session.Dialect.From(ChunkIdShape)} r
            WHERE chunk.chunk_id = r.chunk_id AND chunk.status = 'pending'
            """;
        return _session.WriteAsync(token => _session.ExecuteAsync(sql, rows, token, ("@now", _time.GetUtcNow())), cancellationToken);
    }

    /// <summary>The unfinished chunks, counted.</summary>
    public Task<Backlog> BacklogAsync(Job job, CancellationToken cancellationToken)
    {
        const string Sql = "SELECT status, count(*) FROM chunk WHERE job_id = @job_id AND status <> 'done' GROUP BY status";
        return _session.ReadAsync(
            async token =>
            {
                var counts = await _session.QueryAsync(Sql, r => (r.GetString(0), r.GetInt32(1)), token, ("@job_id", job.JobId));
                var byStatus = counts.ToDictionary();
                return new Backlog(byStatus.GetValueOrDefault("pending"), byStatus.GetValueOrDefault("sent"));
            },
            cancellationToken);
    }

    /// <summary>
    /// Makes chunks pending again that are still unanswered after a time. Each try waits four times as long as the one before, up to
    /// sixteen times: while all workers are away, the copies in the queue stay few. Returns how many.
    /// </summary>
    public Task<int> RequeueOverdueAsync(Job job, TimeSpan overdue, CancellationToken cancellationToken)
    {
        const string Sql = """
            UPDATE chunk SET status = 'pending', sent_at = NULL, attempts = attempts + 1, error = 'No answer in time.'
            WHERE job_id = @job_id AND status = 'sent' AND status <> 'done'
                AND sent_at < CASE attempts WHEN 0 THEN @first WHEN 1 THEN @second ELSE @later END
            """;
        var now = _time.GetUtcNow();
        return _session.WriteAsync(
            token => _session.ExecuteAsync(
                Sql, token, ("@job_id", job.JobId), ("@first", now - overdue), ("@second", now - (4 * overdue)), ("@later", now - (16 * overdue))),
            cancellationToken);
    }

    /// <summary>Closes the job when it is listed and every chunk is done. Returns whether it is closed now.</summary>
    /// <exception cref="StorageException">The books do not balance.</exception>
    public async Task<bool> TryCloseJobAsync(Job job, CancellationToken cancellationToken)
    {
        const string Close = """
            UPDATE job SET
                status = 'done', finished_at = @now,
                recognized = (SELECT COALESCE(sum(c.recognized), 0) FROM chunk c WHERE c.job_id = job.job_id),
                failed = (SELECT COALESCE(sum(c.failed), 0) FROM chunk c WHERE c.job_id = job.job_id)
            WHERE job_id = @job_id AND status = 'running' AND listing_done
                AND NOT EXISTS (SELECT 1 FROM chunk c WHERE c.job_id = job.job_id AND c.status <> 'done' AND c.status <> 'split')
            """;
        try
        {
            var closed = await _session.WriteAsync(
                token => _session.ExecuteAsync(Close, token, ("@job_id", job.JobId), ("@now", _time.GetUtcNow())), cancellationToken);
            if (closed > 0 && _session.Dialect.Analyze is { } analyze)
            {
                await _session.WriteAsync(token => _session.ExecuteAsync(analyze, token), cancellationToken);
            }
        }
        catch (DbException e) when (_session.Dialect.IsConstraint(e))
        {
            throw new StorageException($"Job {job.JobId} does not balance: listed is not recognized + failed + skipped; please report this.", e);
        }

        return (await ProgressAsync(job.JobId, cancellationToken))?.Status == "done";
    }

    /// <summary>Where a job stands; null when there is no such job.</summary>
    public async Task<JobProgress?> ProgressAsync(Guid jobId, CancellationToken cancellationToken)
    {
        var jobs = await _session.ReadAsync(
            token => JobTable.ProgressAsync(_session, "WHERE job_id = @job_id", token, ("@job_id", jobId)), cancellationToken);
        return jobs.SingleOrDefault();
    }

    /// <summary>A job as it stands now; null when there is none of that id.</summary>
    public Task<Job?> FindAsync(Guid jobId, CancellationToken cancellationToken) =>
        _session.ReadAsync(token => JobTable.FindAsync(_session, jobId, token), cancellationToken);

    /// <summary>Ends a job that cannot go on. What was sent is still written when it is answered; what was not never is sent.</summary>
    public Task FailJobAsync(Guid jobId, string reason, CancellationToken cancellationToken) => _session.WriteAsync(
        token => JobTable.EndAsync(_session, jobId, "failed", reason, _time.GetUtcNow(), token), cancellationToken);

    /// <summary>Ends the listing of a stream: events that come later belong to the next day's job. Closing waits for the answers.</summary>
    public Task EndStreamAsync(Job job, CancellationToken cancellationToken) => _session.WriteAsync(
        token => _session.ExecuteAsync(
            "UPDATE job SET listing_done = @yes, status = 'running' WHERE job_id = @job_id AND stream AND status = 'planning'",
            token, ("@job_id", job.JobId), ("@yes", true)),
        cancellationToken);

    /// <summary>Stops a job until somebody resumes it, and says why.</summary>
    public Task PauseJobAsync(Guid jobId, string reason, CancellationToken cancellationToken) => _session.WriteAsync(
        token => _session.ExecuteAsync(
            "UPDATE job SET paused = @yes, error = @reason WHERE job_id = @job_id AND status IN ('planning', 'running')",
            token, ("@job_id", jobId), ("@yes", true), ("@reason", reason)),
        cancellationToken);

    /// <summary>The images of a job that failed, after an image id: what a retry takes. Each page has one root.</summary>
    public Task<List<FailedImage>> FailedImagesAsync(Guid jobId, long afterImageId, int limit, CancellationToken cancellationToken)
    {
        const string Sql = """
            SELECT DISTINCT i.image_id, s.uri, i.key
            FROM recognition r JOIN image i ON i.image_id = r.image_id JOIN source s ON s.source_id = i.source_id
            WHERE r.job_id = @job_id AND r.status <> 'Recognized' AND r.image_id > @after
            ORDER BY i.image_id LIMIT @limit
            """;
        return _session.ReadAsync(
            token => _session.QueryAsync(
                Sql, r => new FailedImage(r.GetInt64(0), r.GetString(1), r.GetString(2)), token,
                ("@job_id", jobId), ("@after", afterImageId), ("@limit", limit)),
            cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _session.DisposeAsync();

    // CROSS JOIN fixes the order of the loops on SQLite, which has no statistics to see that the rows are few: see WriterSql.
    internal static string KnownSql(SqlDialect dialect) => $"""
        SELECT i.key, m.fingerprint
        FROM {dialect.From(ImageShape)} r
        CROSS JOIN image i
        JOIN recognition c ON c.image_id = i.image_id AND c.ingested_on = i.ingested_on AND c.status NOT IN {Settlement.CurableSql}
        JOIN model m ON m.model_id = c.model_id
        WHERE i.source_id = (SELECT s.source_id FROM source s WHERE s.uri = @root) AND i.key = r.key AND i.etag = r.etag
        """;

    private async Task<Job?> ResumeAsync(JobRequest request, CancellationToken token)
    {
        const string Find = """
            SELECT j.job_id FROM job j JOIN source s ON s.source_id = j.source_id
            WHERE s.uri = @source AND j.request_key = @request_key AND j.status IN ('planning', 'running')
            ORDER BY j.created_at DESC LIMIT 1
            """;
        const string Requeue = """
            UPDATE chunk SET status = 'pending', sent_at = NULL
            WHERE job_id = @job_id AND status = 'sent' AND status <> 'done'
            """;
        var found = await _session.QueryAsync(
            Find, r => r.GetGuid(0), token, ("@source", request.Source), ("@request_key", request.RequestKey()));
        if (found is not [var jobId])
        {
            return null;
        }

        await _session.ExecuteAsync(Requeue, token, ("@job_id", jobId));
        return (await JobTable.FindAsync(_session, jobId, token))! with { Resumed = true };
    }
}
