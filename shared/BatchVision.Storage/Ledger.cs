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
    private static readonly RowShape ChunkShape = new(
        ("ordinal", ColumnType.Integer), ("chunk_id", ColumnType.Guid), ("models", ColumnType.Text),
        ("refs", ColumnType.Text), ("image_count", ColumnType.Integer));

    private static readonly RowShape ImageShape = new(("key", ColumnType.Text), ("etag", ColumnType.Text));

    private static readonly RowShape ChunkIdShape = new(("chunk_id", ColumnType.Guid));

    private static readonly RowShape JobModelShape = new(("model_id", ColumnType.Integer));

    private readonly TimeProvider _time = timeProvider ?? TimeProvider.System;
    private readonly Session _session = database.OpenSession(timeProvider ?? TimeProvider.System);

    /// <summary>
    /// The newest unfinished job of the same request, or a new one. The chunks of a resumed job that were sent and not
    /// answered are pending again: whoever had them may be gone, and a second answer is absorbed.
    /// </summary>
    public Task<Job> CreateOrResumeJobAsync(JobRequest request, CancellationToken cancellationToken) => _session.WriteAsync(
        async token =>
        {
            // A catalog of this call alone: jobs are few, and a rollback then leaves nothing wrong behind.
            var catalog = new Catalog(_session);
            var sourceId = await catalog.SourceAsync(request.Source, token);
            var models = await catalog.ModelsAsync(request.Models.Select(m => m.Identity), token);
            await catalog.LabelsAsync(
                request.Models.SelectMany(m => m.Labels.Select((name, index) => (models[m.Identity.Fingerprint], index, name))), token);
            var fingerprints = request.Models.Select(m => m.Identity.Fingerprint).Distinct().Order(StringComparer.Ordinal).ToList();
            return await ResumeAsync(request, sourceId, fingerprints, token)
                ?? await CreateAsync(request, sourceId, fingerprints, fingerprints.Select(f => models[f]), token);
        },
        cancellationToken);

    /// <summary>Which (image, model) pairs of a page are settled, for the very versions that were listed.</summary>
    public Task<IReadOnlySet<SettledPair>> KnownAsync(Job job, IReadOnlyList<ImageRef> page, CancellationToken cancellationToken)
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
                    KnownSql(_session.Dialect), rows, r => new SettledPair(r.GetString(0), r.GetString(1)), token, ("@source_id", job.SourceId));
                return pairs.Where(pair => job.Models.Contains(pair.Fingerprint)).ToHashSet();
            },
            cancellationToken);
    }

    /// <summary>Records a listed page: its chunks, its counts and the checkpoint, in one transaction. Returns the job after it.</summary>
    /// <exception cref="StorageException">Another process has planned this job further meanwhile.</exception>
    public Task<Job> RecordPageAsync(Job job, PlannedPage page, CancellationToken cancellationToken)
    {
        var rows = new RowSet(ChunkShape);
        foreach (var (i, chunk) in page.Chunks.Index())
        {
            var ordinal = job.NextOrdinal + i;
            rows.Add(
                ordinal,
                ChunkIds.Create(job.JobId, ordinal),
                JsonSerializer.Serialize(chunk.Models, StorageJson.Default.IReadOnlyListString),
                JsonSerializer.Serialize(chunk.Images, StorageJson.Default.IReadOnlyListImageRef),
                chunk.Images.Count);
        }

        // The old checkpoint and count are the guard against a second planner of the same job.
        const string Advance = """
            UPDATE job SET
                checkpoint = @checkpoint, listing_done = @listing_done,
                status = CASE WHEN @listing_done THEN 'running' ELSE status END,
                listed = listed + @listed, skipped = skipped + @skipped, ignored = ignored + @ignored
            WHERE job_id = @job_id AND status = 'planning' AND listed = @listed_before
                AND checkpoint IS NOT DISTINCT FROM @checkpoint_before
            """;
        var insert = $"""
            INSERT INTO chunk (job_id, ordinal, chunk_id, models, refs, image_count, status, recognized, failed)
            SELECT @job_id, r.ordinal, r.chunk_id, r.models, r.refs, r.image_count, 'pending', 0, 0
            FROM {_session.Dialect.From(ChunkShape)} r
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
                    throw new StorageException($"Job {job.JobId} is being planned by another process; let that one finish.");
                }

                await _session.ExecuteAsync(insert, rows, token, ("@job_id", job.JobId));
                return job with
                {
                    Checkpoint = page.Checkpoint,
                    ListingDone = page.ListingDone,
                    Listed = job.Listed + page.Listed,
                    NextOrdinal = job.NextOrdinal + page.Chunks.Count,
                };
            },
            cancellationToken);
    }

    /// <summary>The next chunks to send, by ordinal.</summary>
    public Task<List<RecognizeChunk>> PendingChunksAsync(Job job, int limit, CancellationToken cancellationToken)
    {
        // The second condition on status is what lets the partial index serve.
        const string Sql = """
            SELECT chunk_id, ordinal, models, refs FROM chunk
            WHERE job_id = @job_id AND status = 'pending' AND status <> 'done'
            ORDER BY ordinal LIMIT @limit
            """;
        return _session.ReadAsync(
            token => _session.QueryAsync(
                Sql,
                r => new RecognizeChunk(
                    r.GetGuid(0), job.JobId, r.GetInt32(1), job.Source,
                    JsonSerializer.Deserialize(r.GetString(2), StorageJson.Default.IReadOnlyListString)!,
                    JsonSerializer.Deserialize(r.GetString(3), StorageJson.Default.IReadOnlyListImageRef)!),
                token, ("@job_id", job.JobId), ("@limit", limit)),
            cancellationToken);
    }

    /// <summary>Marks chunks as sent; to be called once the broker has confirmed them. One that is answered already stays done.</summary>
    public Task<int> MarkSentAsync(IReadOnlyList<RecognizeChunk> chunks, CancellationToken cancellationToken)
    {
        var rows = new RowSet(ChunkIdShape);
        foreach (var id in chunks.Select(chunk => chunk.ChunkId).Order())
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

    /// <summary>Makes chunks pending again that were sent before a moment and are still unanswered. Returns how many.</summary>
    public Task<int> RequeueOverdueAsync(Job job, DateTimeOffset sentBefore, CancellationToken cancellationToken)
    {
        const string Sql = """
            UPDATE chunk SET status = 'pending', sent_at = NULL
            WHERE job_id = @job_id AND status = 'sent' AND status <> 'done' AND sent_at < @sent_before
            """;
        return _session.WriteAsync(
            token => _session.ExecuteAsync(Sql, token, ("@job_id", job.JobId), ("@sent_before", sentBefore)), cancellationToken);
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
                AND NOT EXISTS (SELECT 1 FROM chunk c WHERE c.job_id = job.job_id AND c.status <> 'done')
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
        var sql = $"""
            SELECT job_id, source, status, listed, skipped, recognized, failed, pending, ignored, listing_done, started_at, finished_at
            FROM {_session.Dialect.View("job_progress")} WHERE job_id = @job_id
            """;
        var jobs = await _session.ReadAsync(token => _session.QueryAsync(sql, Progress, token, ("@job_id", jobId)), cancellationToken);
        return jobs.SingleOrDefault();
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _session.DisposeAsync();

    // CROSS JOIN fixes the order of the loops on SQLite, which has no statistics to see that the rows are few: see WriterSql.
    internal static string KnownSql(SqlDialect dialect) => $"""
        SELECT i.key, m.fingerprint
        FROM {dialect.From(ImageShape)} r
        CROSS JOIN image i
        JOIN recognition c ON c.image_id = i.image_id AND c.status NOT IN {Settlement.CurableSql}
        JOIN model m ON m.model_id = c.model_id
        WHERE i.source_id = @source_id AND i.key = r.key AND i.etag = r.etag
        """;

    private static JobProgress Progress(DbDataReader r) => new(
        r.GetGuid(0), r.GetString(1), r.GetString(2), r.GetInt64(3), r.GetInt64(4), r.GetInt64(5), r.GetInt64(6), r.GetInt64(7),
        r.GetInt64(8), r.GetBoolean(9), r.GetFieldValue<DateTimeOffset>(10), r.IsDBNull(11) ? null : r.GetFieldValue<DateTimeOffset>(11));

    private async Task<Job?> ResumeAsync(JobRequest request, int sourceId, IReadOnlyList<string> fingerprints, CancellationToken token)
    {
        const string Find = """
            SELECT j.job_id, j.checkpoint, j.listing_done, j.listed,
                (SELECT COALESCE(max(c.ordinal) + 1, 0) FROM chunk c WHERE c.job_id = j.job_id)
            FROM job j
            WHERE j.source_id = @source_id AND j.request_key = @request_key AND j.status IN ('planning', 'running')
            ORDER BY j.created_at DESC LIMIT 1
            """;
        const string Requeue = """
            UPDATE chunk SET status = 'pending', sent_at = NULL
            WHERE job_id = @job_id AND status = 'sent' AND status <> 'done'
            """;
        var found = await _session.QueryAsync(
            Find,
            r => new Job(
                r.GetGuid(0), sourceId, request.Source, fingerprints, request.ImageLimit, true,
                r.IsDBNull(1) ? null : r.GetString(1), r.GetBoolean(2), r.GetInt64(3), r.GetInt32(4)),
            token, ("@source_id", sourceId), ("@request_key", request.RequestKey()));
        if (found is not [var job])
        {
            return null;
        }

        await _session.ExecuteAsync(Requeue, token, ("@job_id", job.JobId));
        return job;
    }

    private async Task<Job> CreateAsync(
        JobRequest request, int sourceId, IReadOnlyList<string> fingerprints, IEnumerable<int> modelIds, CancellationToken token)
    {
        const string Insert = """
            INSERT INTO job (job_id, source_id, request_key, status, image_limit, created_at,
                listing_done, listed, ignored, skipped, recognized, failed)
            VALUES (@job_id, @source_id, @request_key, 'planning', @image_limit, @now, @no, 0, 0, 0, 0, 0)
            """;
        var insertModels = $"INSERT INTO job_model (job_id, model_id) SELECT @job_id, r.model_id FROM {_session.Dialect.From(JobModelShape)} r";
        // Time-ordered, so that jobs sort by their id.
        var id = Guid.CreateVersion7(_time.GetUtcNow());
        var rows = new RowSet(JobModelShape);
        foreach (var modelId in modelIds.Order())
        {
            rows.Add(modelId);
        }

        await _session.ExecuteAsync(
            Insert, token,
            ("@job_id", id), ("@source_id", sourceId), ("@request_key", request.RequestKey()),
            ("@image_limit", request.ImageLimit), ("@now", _time.GetUtcNow()), ("@no", false));
        await _session.ExecuteAsync(insertModels, rows, token, ("@job_id", id));
        return new Job(id, sourceId, request.Source, fingerprints, request.ImageLimit, false, null, false, 0, 0);
    }
}
