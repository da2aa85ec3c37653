using BatchVision.Contracts;

namespace BatchVision.Storage;

/// <summary>
/// Who runs which job. A lease that is not renewed runs out, so the jobs of a killed process are taken over; two holders for a moment
/// do no harm, since the ledger refuses the second planner and absorbs what is sent twice.
/// </summary>
/// <param name="database">A migrated database.</param>
/// <param name="owner">A name of this process that no other has.</param>
/// <param name="duration">How long a lease lasts after its last renewal.</param>
/// <param name="timeProvider">Clock of the leases; the system's by default. Clocks of processes may differ by less than the duration.</param>
public sealed class JobLeases(Database database, string owner, TimeSpan duration, TimeProvider? timeProvider = null) : IAsyncDisposable
{
    // The condition is asked again of each row when it is locked: of two processes that find the same job, one gets it.
    internal const string ClaimSql = $"""
        UPDATE job SET lease_owner = @owner, leased_until = @until
        WHERE {Free} AND job_id IN (SELECT j.job_id FROM job j WHERE j.lane = @lane AND {Free} ORDER BY j.created_at LIMIT @limit)
        RETURNING job_id
        """;

    private const string Free = "status IN ('planning', 'running') AND NOT paused AND (leased_until IS NULL OR leased_until < @now)";

    private readonly TimeProvider _time = timeProvider ?? TimeProvider.System;
    private readonly Session _session = database.OpenSession(timeProvider ?? TimeProvider.System);

    /// <summary>Takes over to <paramref name="limit"/> unfinished jobs of a lane that nobody runs, oldest first.</summary>
    public Task<List<Job>> ClaimAsync(Lane lane, int limit, CancellationToken cancellationToken) => _session.WriteAsync(
        async token =>
        {
            var now = _time.GetUtcNow();
            var ids = await _session.QueryAsync(
                ClaimSql, r => r.GetGuid(0), token,
                ("@owner", owner), ("@until", now + duration), ("@now", now), ("@lane", lane.Name()), ("@limit", limit));
            var jobs = new List<Job>(ids.Count);
            foreach (var id in ids)
            {
                jobs.Add((await JobTable.FindAsync(_session, id, token))!);
            }

            // An update returns its rows in any order.
            jobs.Sort((one, other) => one.CreatedAt.CompareTo(other.CreatedAt));
            return jobs;
        },
        cancellationToken);

    /// <summary>Renews all leases of this owner. Returns the jobs it still has to run: a paused, cancelled or lost one is missing.</summary>
    public Task<HashSet<Guid>> RenewAsync(CancellationToken cancellationToken)
    {
        const string Sql = """
            UPDATE job SET leased_until = @until
            WHERE lease_owner = @owner AND status IN ('planning', 'running') AND NOT paused
            RETURNING job_id
            """;
        return _session.WriteAsync(
            async token => (await _session.QueryAsync(
                Sql, r => r.GetGuid(0), token, ("@owner", owner), ("@until", _time.GetUtcNow() + duration))).ToHashSet(),
            cancellationToken);
    }

    /// <summary>Gives one job back, or all of them, so that others need not wait for the lease to run out.</summary>
    public Task ReleaseAsync(Guid? jobId, CancellationToken cancellationToken)
    {
        const string One = "UPDATE job SET lease_owner = NULL, leased_until = NULL WHERE lease_owner = @owner AND job_id = @job_id";
        const string All = "UPDATE job SET lease_owner = NULL, leased_until = NULL WHERE lease_owner = @owner";
        return _session.WriteAsync(
            token => jobId is { } id
                ? _session.ExecuteAsync(One, token, ("@owner", owner), ("@job_id", id))
                : _session.ExecuteAsync(All, token, ("@owner", owner)),
            cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _session.DisposeAsync();
}
