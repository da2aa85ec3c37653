using BatchVision.Contracts;

namespace BatchVision.Storage;

/// <summary>
/// What there is to do and who does it, by lane. The broker cannot tell: it holds no more of a job than its window, and the rest waits here.
/// </summary>
/// <param name="database">A migrated database.</param>
/// <param name="timeProvider">Clock of the ages; the system's by default.</param>
public sealed class Workload(Database database, TimeProvider? timeProvider = null) : IAsyncDisposable
{
    /// <summary>A worker that has answered nothing for this long is not counted: a chunk takes seconds, and on the slowest models a minute.</summary>
    public static readonly TimeSpan Recent = TimeSpan.FromMinutes(2);

    private readonly TimeProvider _time = timeProvider ?? TimeProvider.System;
    private readonly Session _session = database.OpenSession(timeProvider ?? TimeProvider.System);

    /// <summary>Every lane, in the order of the enumeration.</summary>
    public Task<IReadOnlyList<LaneLoad>> ReadAsync(CancellationToken cancellationToken)
    {
        // The second condition on status is what lets the partial index serve.
        const string Waiting = """
            SELECT c.lane, sum(c.image_count), min(c.listed_at) FROM chunk c JOIN job j ON j.job_id = c.job_id
            WHERE c.status IN ('pending', 'sent') AND c.status <> 'done' AND j.status IN ('planning', 'running') AND NOT j.paused
            GROUP BY c.lane
            """;
        const string Workers = """
            SELECT lane, count(DISTINCT worker), avg(image_seconds) FROM chunk
            WHERE status = 'done' AND done_at > @since AND worker IS NOT NULL
            GROUP BY lane
            """;
        return _session.ReadAsync<IReadOnlyList<LaneLoad>>(
            async token =>
            {
                var now = _time.GetUtcNow();
                var waiting = (await _session.QueryAsync(
                    Waiting, r => (Lane: JobTable.LaneOf(r.GetString(0)), Images: r.GetInt64(1), Oldest: r.IsDBNull(2) ? now : r.GetFieldValue<DateTimeOffset>(2)), token))
                    .ToDictionary(row => row.Lane);
                var workers = (await _session.QueryAsync(
                    Workers, r => (Lane: JobTable.LaneOf(r.GetString(0)), Count: r.GetInt32(1), Seconds: r.IsDBNull(2) ? (double?)null : r.GetDouble(2)), token,
                    ("@since", now - Recent)))
                    .ToDictionary(row => row.Lane);
                return [.. Enum.GetValues<Lane>().Select(lane =>
                {
                    var (_, images, oldest) = waiting.GetValueOrDefault(lane, (lane, 0, now));
                    var (_, count, seconds) = workers.GetValueOrDefault(lane);
                    return new LaneLoad(lane, images, oldest < now ? now - oldest : TimeSpan.Zero, count, seconds);
                })];
            },
            cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _session.DisposeAsync();
}
