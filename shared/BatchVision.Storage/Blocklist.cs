namespace BatchVision.Storage;

/// <summary>Known-bad images, by perceptual hash. A change decides the images it concerns again, known ones included.</summary>
/// <param name="database">A migrated database.</param>
/// <param name="timeProvider">Clock of the timestamps; the system's by default.</param>
public sealed class Blocklist(Database database, TimeProvider? timeProvider = null) : IAsyncDisposable
{
    /// <summary>Largest distance that a policy may ask for: within it the list is looked up and not read from end to end.</summary>
    public const int MaxDistance = 7;

    private readonly TimeProvider _time = timeProvider ?? TimeProvider.System;
    private readonly Session _session = database.OpenSession(timeProvider ?? TimeProvider.System);

    /// <summary>
    /// Lists a hash, or gives a listed one another reason. Returns how many known images it blocks under the active policy; null when no
    /// policy is active.
    /// </summary>
    public async Task<long?> AddAsync(ulong hash, string reason, CancellationToken cancellationToken)
    {
        const string Insert = """
            INSERT INTO blocklist (hash, reason, added_at) VALUES (@hash, @reason, @now)
            ON CONFLICT (hash) DO UPDATE SET reason = excluded.reason, added_at = excluded.added_at, removed_at = NULL
            """;
        var policy = await ChangeAsync(
            [Insert, ModerationSql.InsertBands], cancellationToken, ("@hash", Stored(hash)), ("@reason", reason), ("@now", _time.GetUtcNow()));
        return policy is { } active
            ? await DecideAsync(
                $"{_session.Dialect.Distance("i.perceptual_hash", "@hash")} <= @distance", cancellationToken,
                ("@hash", Stored(hash)), ("@distance", active.BlocklistDistance))
            : null;
    }

    /// <summary>
    /// Takes a hash off. Returns how many images it had blocked under the active policy, now decided without it; null when it is not listed.
    /// </summary>
    public async Task<long?> RemoveAsync(ulong hash, CancellationToken cancellationToken)
    {
        const string Listed = "SELECT blocklist_id FROM blocklist WHERE hash = @hash AND removed_at IS NULL";
        var found = await _session.ReadAsync(
            token => _session.QueryAsync(Listed, r => r.GetInt32(0), token, ("@hash", Stored(hash))), cancellationToken);
        if (found is not [var id])
        {
            return null;
        }

        var policy = await ChangeAsync(
            ["UPDATE blocklist SET removed_at = @now WHERE hash = @hash", ModerationSql.DeleteBands], cancellationToken,
            ("@now", _time.GetUtcNow()), ("@hash", Stored(hash)));
        return policy is { } active
            ? await DecideAsync(
                "i.image_id IN (SELECT v.image_id FROM verdict v WHERE v.blocklist_id = @id AND v.policy_id = @active)", cancellationToken,
                ("@id", id), ("@active", active.Id))
            : 0;
    }

    /// <summary>What is listed, newest first.</summary>
    public Task<List<BlockedImage>> ListAsync(CancellationToken cancellationToken)
    {
        const string Select = "SELECT hash, reason, added_at FROM blocklist WHERE removed_at IS NULL ORDER BY added_at DESC, blocklist_id DESC";
        return _session.ReadAsync(
            token => _session.QueryAsync(
                Select, r => new BlockedImage(unchecked((ulong)r.GetInt64(0)), r.GetString(1), r.GetFieldValue<DateTimeOffset>(2)), token),
            cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _session.DisposeAsync();

    private Task<ActivePolicy?> ChangeAsync(string[] statements, CancellationToken cancellationToken, params (string Name, object? Value)[] parameters) =>
        _session.WriteAsync(
            async token =>
            {
                var moderation = new Moderation(_session, _time);
                await moderation.HoldAloneAsync(token);
                foreach (var statement in statements)
                {
                    await _session.ExecuteAsync(statement, token, [.. parameters.Where(one => statement.Contains(one.Name, StringComparison.Ordinal))]);
                }

                return await moderation.ActiveAsync(token);
            },
            cancellationToken);

    private Task<long> DecideAsync(string condition, CancellationToken cancellationToken, params (string Name, object? Value)[] parameters) =>
        new VerdictPass(_session, _time, condition, parameters).RunAsync(progress: null, cancellationToken);

    private static long Stored(ulong hash) => unchecked((long)hash);
}
