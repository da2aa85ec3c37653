namespace BatchVision.Storage;

/// <summary>A pass over the images there are, by id, that decides them again: one transaction a page.</summary>
/// <param name="session">Its connection.</param>
/// <param name="time">Clock of the verdicts.</param>
/// <param name="condition">Which images, as a condition on image <c>i</c>.</param>
/// <param name="parameters">Values of the condition.</param>
internal sealed class VerdictPass(Session session, TimeProvider time, string condition, params (string Name, object? Value)[] parameters)
{
    // One transaction: on SQLite other writers wait for it, on PostgreSQL those of the same images.
    private const int ImagesPerPage = 5000;

    private readonly string _select = $"""
        SELECT i.image_id FROM image i WHERE i.image_id > @after AND {condition} ORDER BY i.image_id LIMIT @limit
        """;

    // In the order in which writers take theirs, so that neither holds what the other waits for.
    private readonly string _hold = $"""
        SELECT i.image_id FROM {session.Dialect.From(ModerationSql.ImageIdShape)} r CROSS JOIN image i WHERE i.image_id = r.image_id
        ORDER BY i.source_id, i.key, i.etag {session.Dialect.ForUpdate("i")}
        """;

    private readonly Moderation _moderation = new(session, time);
    private long _after;

    /// <summary>The policy that decided all pages so far; null when none did, or not the same all along.</summary>
    public int? PolicyId { get; private set; }

    /// <summary>Decides page by page, to the end or until no policy is active. Returns how many images it looked at.</summary>
    /// <param name="progress">Told after each page how many they are so far.</param>
    /// <param name="cancellationToken">Stops between pages.</param>
    public async Task<long> RunAsync(Action<long>? progress, CancellationToken cancellationToken)
    {
        var done = 0L;
        while (await session.WriteAsync(DecideNextAsync, cancellationToken) is { Count: > 0 } ids)
        {
            _after = ids[^1];
            done += ids.Count;
            progress?.Invoke(done);
        }

        return done;
    }

    private async Task<List<long>> DecideNextAsync(CancellationToken token)
    {
        if (await _moderation.ActiveAsync(token) is not { } policy)
        {
            PolicyId = null;
            return [];
        }

        PolicyId = _after == 0 || PolicyId == policy.Id ? policy.Id : null;

        var ids = await session.QueryAsync(_select, r => r.GetInt64(0), token, [("@after", _after), ("@limit", ImagesPerPage), .. parameters]);
        if (ids.Count > 0)
        {
            var rows = Moderation.Rows(ids);
            await session.QueryAsync(_hold, rows, r => r.GetInt64(0), token);
            await _moderation.DecideAgainAsync(policy, rows, token);
        }

        return ids;
    }
}
