using System.Data.Common;
using BatchVision.Contracts;

namespace BatchVision.Storage;

/// <summary>How jobs are written and read, for all who do either. To be called inside a read or a write of the session.</summary>
internal static class JobTable
{
    private static readonly RowShape ModelShape = new(("model_id", ColumnType.Integer));

    public static async Task<Guid> InsertAsync(Session session, NewJob job, DateTimeOffset now, CancellationToken cancellationToken)
    {
        const string Insert = """
            INSERT INTO job (job_id, source_id, request_key, lane, mode, stream, status, paused, image_limit, images_per_second,
                requested_by, schedule_id, slot, lease_owner, leased_until, created_at, listing_done, listed, ignored, skipped, recognized, failed)
            VALUES (@job_id, @source_id, @request_key, @lane, @mode, @stream, 'planning', @no, @image_limit, @images_per_second,
                @requested_by, @schedule_id, @slot, @lease_owner, @leased_until, @now, @no, 0, 0, 0, 0, 0)
            """;
        // Time-ordered, so that jobs sort by their id.
        var id = Guid.CreateVersion7(now);
        // A catalog of this call alone: jobs are few, and a rollback then leaves nothing wrong behind.
        var sourceId = await new Catalog(session).SourceAsync(job.Source, cancellationToken);
        await session.ExecuteAsync(
            Insert, cancellationToken,
            ("@job_id", id), ("@source_id", sourceId), ("@request_key", job.RequestKey), ("@lane", job.Lane.Name()), ("@mode", Text(job.Mode)),
            ("@stream", job.Stream), ("@image_limit", job.ImageLimit), ("@images_per_second", job.ImagesPerSecond),
            ("@requested_by", job.RequestedBy), ("@schedule_id", job.ScheduleId), ("@slot", job.Slot),
            ("@lease_owner", job.LeaseOwner), ("@leased_until", job.LeasedUntil), ("@now", now), ("@no", false));

        var rows = new RowSet(ModelShape);
        foreach (var modelId in job.ModelIds.Distinct().Order())
        {
            rows.Add(modelId);
        }

        await session.ExecuteAsync(
            $"INSERT INTO job_model (job_id, model_id) SELECT @job_id, r.model_id FROM {session.Dialect.From(ModelShape)} r",
            rows, cancellationToken, ("@job_id", id));
        return id;
    }

    public static async Task<Job?> FindAsync(Session session, Guid jobId, CancellationToken cancellationToken)
    {
        const string Select = """
            SELECT s.uri, j.lane, j.mode, j.stream, j.image_limit, j.images_per_second, j.checkpoint, j.listing_done, j.listed, j.created_at
            FROM job j JOIN source s ON s.source_id = j.source_id WHERE j.job_id = @job_id
            """;
        const string SelectModels =
            "SELECT m.fingerprint FROM job_model jm JOIN model m ON m.model_id = jm.model_id WHERE jm.job_id = @job_id";
        var models = await session.QueryAsync(SelectModels, r => r.GetString(0), cancellationToken, ("@job_id", jobId));
        models.Sort(StringComparer.Ordinal);
        var jobs = await session.QueryAsync(
            Select,
            r => new Job(
                jobId, r.GetString(0), models, LaneOf(r.GetString(1)), ModeOf(r.GetString(2)), r.GetBoolean(3),
                r.IsDBNull(4) ? null : r.GetInt64(4), r.IsDBNull(5) ? null : r.GetDouble(5), false,
                r.IsDBNull(6) ? null : r.GetString(6), r.GetBoolean(7), r.GetInt64(8), r.GetFieldValue<DateTimeOffset>(9)),
            cancellationToken, ("@job_id", jobId));
        return jobs.SingleOrDefault();
    }

    public static Task<List<JobProgress>> ProgressAsync(
        Session session, string tail, CancellationToken cancellationToken, params ReadOnlySpan<(string Name, object? Value)> parameters)
    {
        // One a line: a version may be any text.
        const string Models = """
            SELECT string_agg(m.name || '@' || m.version, @newline ORDER BY m.name, m.version, m.model_id)
            FROM job_model jm JOIN model m ON m.model_id = jm.model_id WHERE jm.job_id = p.job_id
            """;
        var sql = $"""
            SELECT p.job_id, p.source, p.status, p.listed, p.skipped, p.recognized, p.failed, p.pending, p.ignored, p.listing_done,
                p.started_at, p.finished_at, p.lane, p.mode, p.paused, p.error, p.images_per_second, p.requested_by, p.stream, p.image_limit,
                ({Models})
            FROM {session.Dialect.View("job_progress")} p {tail}
            """;
        return session.QueryAsync(sql, Progress, cancellationToken, [.. parameters, ("@newline", "\n")]);
    }

    /// <summary>Ends a job before its time: what was not sent never is; what was sent is written when its answer comes.</summary>
    public static async Task<int> EndAsync(
        Session session, Guid jobId, string status, string? reason, DateTimeOffset now, CancellationToken cancellationToken)
    {
        const string End = """
            UPDATE job SET status = @status, error = @reason, finished_at = @now, lease_owner = NULL, leased_until = NULL
            WHERE job_id = @job_id AND status IN ('planning', 'running')
            """;
        const string Drop = "UPDATE chunk SET status = 'cancelled', refs = NULL WHERE job_id = @job_id AND status = 'pending' AND status <> 'done'";
        var ended = await session.ExecuteAsync(
            End, cancellationToken, ("@job_id", jobId), ("@status", status), ("@reason", reason), ("@now", now));
        if (ended > 0)
        {
            await session.ExecuteAsync(Drop, cancellationToken, ("@job_id", jobId));
        }

        return ended;
    }

    public static string Text(JobMode mode) => mode.ToString().ToLowerInvariant();

    public static Lane LaneOf(string text) => Enum.Parse<Lane>(text, ignoreCase: true);

    public static JobMode ModeOf(string text) => Enum.Parse<JobMode>(text, ignoreCase: true);

    private static JobProgress Progress(DbDataReader r) => new(
        r.GetGuid(0), r.GetString(1), r.GetString(2), r.GetInt64(3), r.GetInt64(4), r.GetInt64(5), r.GetInt64(6), r.GetInt64(7),
        r.GetInt64(8), r.GetBoolean(9), r.GetFieldValue<DateTimeOffset>(10), r.IsDBNull(11) ? null : r.GetFieldValue<DateTimeOffset>(11),
        LaneOf(r.GetString(12)), ModeOf(r.GetString(13)), r.GetBoolean(14), r.IsDBNull(15) ? null : r.GetString(15),
        r.IsDBNull(16) ? null : r.GetDouble(16), r.IsDBNull(17) ? null : r.GetString(17), r.GetBoolean(18),
        r.IsDBNull(19) ? null : r.GetInt64(19), r.IsDBNull(20) ? [] : r.GetString(20).Split('\n'));
}
