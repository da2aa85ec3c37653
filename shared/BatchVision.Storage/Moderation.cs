namespace BatchVision.Storage;

/// <summary>
/// Makes verdicts inside a write transaction of a session. Whoever writes results shares a hold that a change of the policy, its labels or the blocklist has
/// alone: results are then either decided by the new state or seen by the pass over history that follows the change.
/// </summary>
internal sealed class Moderation(Session session, TimeProvider time)
{
    private readonly ModerationSql _sql = new(session.Dialect);

    /// <summary>The active policy, which stays the active one until the transaction ends; null when there is none.</summary>
    public async Task<ActivePolicy?> ActiveAsync(CancellationToken cancellationToken)
    {
        await HoldAsync(session, session.Dialect.ShareModeration, cancellationToken);
        // A statement of its own: what was changed while it waited is not in the snapshot of the one that waits.
        var active = await session.QueryAsync(
            ModerationSql.Active, r => new ActivePolicy(r.GetInt32(0), r.GetInt32(1), r.GetBoolean(2)), cancellationToken);
        return active is [var policy] ? policy : null;
    }

    /// <summary>Keeps every other writer from deciding until the transaction ends. Comes first in it, before any row is locked.</summary>
    public Task HoldAloneAsync(CancellationToken cancellationToken) => HoldAsync(session, session.Dialect.HoldModeration, cancellationToken);

    /// <summary>Decides images whose predictions or facts were just written.</summary>
    /// <param name="imageIds">The images.</param>
    /// <param name="modelIds">The models that answered: where none has a rule and nothing is listed, no verdict can have changed.</param>
    /// <param name="cancellationToken">Ends the transaction.</param>
    /// <returns>Verdicts that are new or changed.</returns>
    public async Task<int> DecideNewAsync(IEnumerable<long> imageIds, IReadOnlySet<int> modelIds, CancellationToken cancellationToken)
    {
        if (await ActiveAsync(cancellationToken) is not { } policy)
        {
            return 0;
        }

        var judges = policy.HasBlocklist
            ? []
            : await session.QueryAsync(ModerationSql.Judges, r => r.GetInt32(0), cancellationToken, ("@policy", policy.Id));
        return policy.HasBlocklist || judges.Exists(modelIds.Contains) ? await DecideAsync(policy, Rows(imageIds), cancellationToken) : 0;
    }

    /// <summary>Decides images by all that is known of them. They must be held, or written, by this transaction.</summary>
    public Task<int> DecideAsync(ActivePolicy policy, RowSet imageIds, CancellationToken cancellationToken) => session.ExecuteAsync(
        _sql.Decide, imageIds, cancellationToken, ("@policy", policy.Id), ("@distance", policy.BlocklistDistance), ("@now", time.GetUtcNow()));

    /// <summary>The same for images of the past, whose verdict may have lost its reason.</summary>
    public async Task DecideAgainAsync(ActivePolicy policy, RowSet imageIds, CancellationToken cancellationToken)
    {
        await session.ExecuteAsync(_sql.DeleteOrphans, imageIds, cancellationToken, ("@policy", policy.Id));
        await DecideAsync(policy, imageIds, cancellationToken);
    }

    /// <summary>Finds out what the active policy makes of labels that are new.</summary>
    public static async Task MapLabelsAsync(Session session, IEnumerable<int> modelIds, CancellationToken cancellationToken)
    {
        await HoldAsync(session, session.Dialect.ShareModeration, cancellationToken);
        foreach (var modelId in modelIds)
        {
            await session.ExecuteAsync(ModerationSql.Map("y.active", "n.model_id = @model_id"), cancellationToken, ("@model_id", modelId));
        }
    }

    public static RowSet Rows(IEnumerable<long> imageIds)
    {
        var rows = new RowSet(ModerationSql.ImageIdShape);
        foreach (var id in imageIds.Order())
        {
            rows.Add(id);
        }

        return rows;
    }

    private static async Task HoldAsync(Session session, string? statement, CancellationToken cancellationToken)
    {
        if (statement is not null)
        {
            await session.ExecuteAsync(statement, cancellationToken);
        }
    }
}
