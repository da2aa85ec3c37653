using System.Data.Common;
using System.Text.Json;
using BatchVision.Contracts;

namespace BatchVision.Storage;

/// <summary>
/// Repeated back-fills. When to fire is the caller's to compute; that a slot fires once, whoever and how many ask, is held here.
/// </summary>
/// <param name="database">A migrated database.</param>
/// <param name="timeProvider">Clock of the timestamps; the system's by default.</param>
public sealed class Schedules(Database database, TimeProvider? timeProvider = null) : IAsyncDisposable
{
    private const string Columns = """
        SELECT s.schedule_id, s.name, s.cron, s.time_zone, s.source, s.models, s.lane, s.mode, s.image_limit, s.images_per_second,
            s.paused, s.next_at, s.error, (SELECT j.job_id FROM job j WHERE j.schedule_id = s.schedule_id ORDER BY j.slot DESC LIMIT 1)
        FROM schedule s
        """;

    private readonly TimeProvider _time = timeProvider ?? TimeProvider.System;
    private readonly Session _session = database.OpenSession(timeProvider ?? TimeProvider.System);

    /// <summary>Adds a schedule.</summary>
    /// <param name="request">What it makes and when.</param>
    /// <param name="nextAt">Its first firing.</param>
    /// <param name="cancellationToken">Ends the write.</param>
    /// <exception cref="NameTakenException">There is one of that name.</exception>
    /// <exception cref="UnknownModelsException">No worker has offered its models.</exception>
    public Task<ScheduleState> AddAsync(ScheduleRequest request, DateTimeOffset nextAt, CancellationToken cancellationToken)
    {
        const string Insert = """
            INSERT INTO schedule (name, cron, time_zone, source, models, lane, mode, image_limit, images_per_second, paused, next_at, created_at)
            VALUES (@name, @cron, @time_zone, @source, @models, @lane, @mode, @image_limit, @images_per_second, @no, @next_at, @now)
            ON CONFLICT (name) DO NOTHING
            """;
        return _session.WriteAsync(
            async token =>
            {
                await ModelCatalogue.ResolveAsync(_session, request.Job.Models, token);
                var added = await _session.ExecuteAsync(
                    Insert, token,
                    ("@name", request.Name), ("@cron", request.Cron), ("@time_zone", request.TimeZone), ("@source", request.Job.Source),
                    ("@models", JsonSerializer.Serialize(request.Job.Models, StorageJson.Default.IReadOnlyListString)),
                    ("@lane", request.Job.Lane.Name()), ("@mode", JobTable.Text(request.Job.Mode)),
                    ("@image_limit", request.Job.ImageLimit), ("@images_per_second", request.Job.ImagesPerSecond),
                    ("@no", false), ("@next_at", nextAt), ("@now", _time.GetUtcNow()));
                return added == 0
                    ? throw new NameTakenException($"There is a schedule '{request.Name}' already; delete it first, or choose another name.")
                    : (await FindCoreAsync(request.Name, token))!;
            },
            cancellationToken);
    }

    /// <summary>All schedules by name.</summary>
    public Task<List<ScheduleState>> ListAsync(CancellationToken cancellationToken) =>
        _session.ReadAsync(token => _session.QueryAsync($"{Columns} ORDER BY s.name", State, token), cancellationToken);

    /// <summary>One schedule; null when there is none of that name.</summary>
    public Task<ScheduleState?> FindAsync(string name, CancellationToken cancellationToken) =>
        _session.ReadAsync(token => FindCoreAsync(name, token), cancellationToken);

    /// <summary>The schedules whose time has come.</summary>
    public Task<List<ScheduleState>> DueAsync(CancellationToken cancellationToken) => _session.ReadAsync(
        token => _session.QueryAsync(
            $"{Columns} WHERE NOT s.paused AND s.next_at <= @now ORDER BY s.next_at", State, token, ("@now", _time.GetUtcNow())),
        cancellationToken);

    /// <summary>
    /// Makes the job of a due schedule and moves it on, in one transaction. Null when another process was first, or when no job
    /// could be made; then the schedule keeps the reason.
    /// </summary>
    /// <param name="due">The schedule as it was read.</param>
    /// <param name="nextAt">Its next firing: after now, so that firings missed meanwhile are caught up by this one.</param>
    /// <param name="cancellationToken">Ends the write.</param>
    public Task<Guid?> FireAsync(ScheduleState due, DateTimeOffset nextAt, CancellationToken cancellationToken)
    {
        // The slot that was read is the guard: who comes second finds it moved on.
        const string Move = """
            UPDATE schedule SET next_at = @next_at, error = @error WHERE schedule_id = @schedule_id AND next_at = @slot AND NOT paused
            """;
        return _session.WriteAsync<Guid?>(
            async token =>
            {
                List<(int Id, Contracts.ModelIdentity Model)> models = [];
                string? error = null;
                try
                {
                    models = await ModelCatalogue.ResolveAsync(_session, due.Request.Job.Models, token);
                }
                catch (UnknownModelsException e)
                {
                    error = e.Message;
                }

                var moved = await _session.ExecuteAsync(
                    Move, token,
                    ("@schedule_id", due.ScheduleId), ("@slot", due.NextAt), ("@next_at", nextAt), ("@error", error));
                if (moved == 0 || error is not null)
                {
                    return null;
                }

                var job = new NewJob(due.Request.Job.Source, [.. models.Select(model => model.Id)], "scheduled", due.Request.Job.Lane, due.Request.Job.Mode)
                {
                    ImageLimit = due.Request.Job.ImageLimit,
                    ImagesPerSecond = due.Request.Job.ImagesPerSecond,
                    RequestedBy = $"schedule {due.Request.Name}",
                    ScheduleId = due.ScheduleId,
                    Slot = due.NextAt,
                };
                return await JobTable.InsertAsync(_session, job, _time.GetUtcNow(), token);
            },
            cancellationToken);
    }

    /// <summary>Stops or restarts a schedule. Null when there is none of that name.</summary>
    /// <param name="name">Name of the schedule.</param>
    /// <param name="paused">Whether it is to rest.</param>
    /// <param name="nextAt">When it fires next: what was missed while it was paused on purpose is not caught up.</param>
    /// <param name="cancellationToken">Ends the write.</param>
    public Task<ScheduleState?> PauseAsync(string name, bool paused, DateTimeOffset nextAt, CancellationToken cancellationToken) => _session.WriteAsync(
        async token =>
        {
            await _session.ExecuteAsync(
                "UPDATE schedule SET paused = @paused, next_at = @next_at WHERE name = @name", token,
                ("@name", name), ("@paused", paused), ("@next_at", nextAt));
            return await FindCoreAsync(name, token);
        },
        cancellationToken);

    /// <summary>Deletes a schedule; its jobs stay. False when there is none of that name.</summary>
    public Task<bool> DeleteAsync(string name, CancellationToken cancellationToken) => _session.WriteAsync(
        async token => await _session.ExecuteAsync("DELETE FROM schedule WHERE name = @name", token, ("@name", name)) > 0, cancellationToken);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _session.DisposeAsync();

    private async Task<ScheduleState?> FindCoreAsync(string name, CancellationToken token) =>
        (await _session.QueryAsync($"{Columns} WHERE s.name = @name", State, token, ("@name", name))).SingleOrDefault();

    private static ScheduleState State(DbDataReader r) => new(
        r.GetInt32(0),
        new ScheduleRequest(
            r.GetString(1), r.GetString(2), r.GetString(3),
            new JobSubmission(r.GetString(4), JsonSerializer.Deserialize(r.GetString(5), StorageJson.Default.IReadOnlyListString)!)
            {
                Lane = JobTable.LaneOf(r.GetString(6)),
                Mode = JobTable.ModeOf(r.GetString(7)),
                ImageLimit = r.IsDBNull(8) ? null : r.GetInt64(8),
                ImagesPerSecond = r.IsDBNull(9) ? null : r.GetDouble(9),
            }),
        r.GetBoolean(10), r.GetFieldValue<DateTimeOffset>(11), r.IsDBNull(12) ? null : r.GetString(12), r.IsDBNull(13) ? null : r.GetGuid(13));
}
