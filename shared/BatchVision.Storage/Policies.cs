using System.Data.Common;

namespace BatchVision.Storage;

/// <summary>Policies: which one is active, and deciding history again. Touches no recognition and no prediction.</summary>
/// <param name="database">A migrated database.</param>
/// <param name="timeProvider">Clock of the timestamps; the system's by default.</param>
public sealed class Policies(Database database, TimeProvider? timeProvider = null) : IAsyncDisposable
{
    private static readonly RowShape CategoryShape = new(
        ("name", ColumnType.Text), ("parent_name", ColumnType.Text), ("top_name", ColumnType.Text), ("level", ColumnType.Integer),
        ("safe_search", ColumnType.Text), ("azure", ColumnType.Text), ("review", ColumnType.Real), ("block", ColumnType.Real));

    private static readonly RowShape RuleShape = new(
        ("ordinal", ColumnType.Integer), ("category", ColumnType.Text), ("label_pattern", ColumnType.Text), ("model_pattern", ColumnType.Text),
        ("task", ColumnType.Text), ("weight", ColumnType.Real), ("min_score", ColumnType.Real));

    private readonly TimeProvider _time = timeProvider ?? TimeProvider.System;
    private readonly Session _session = database.OpenSession(timeProvider ?? TimeProvider.System);

    /// <summary>The active policy; null when there is none.</summary>
    public Task<PolicyInfo?> ActiveAsync(CancellationToken cancellationToken)
    {
        const string Select = """
            SELECT name, version, sha256, document, blocklist_distance, activated_at, history_decided_at FROM policy WHERE active
            """;
        return _session.ReadAsync(async token => (await _session.QueryAsync(Select, Info, token)).SingleOrDefault(), cancellationToken);
    }

    /// <summary>
    /// Makes a policy the active one: results written from now on are decided by it. History follows by <see cref="DecideHistoryAsync"/>.
    /// </summary>
    /// <exception cref="PolicyChangedException">Its name and version are known with another content.</exception>
    public Task ActivateAsync(NewPolicy policy, CancellationToken cancellationToken) => _session.WriteAsync(
        async token =>
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThan(policy.BlocklistDistance, Blocklist.MaxDistance);
            await new Moderation(_session, _time).HoldAloneAsync(token);
            var id = await FindAsync(policy, token) ?? await InsertAsync(policy, token);
            // New labels are mapped for the active policy only, so one that comes back has some to catch up on.
            await _session.ExecuteAsync(ModerationSql.Map("y.policy_id = @policy", "true"), token, ("@policy", id));
            await _session.ExecuteAsync("UPDATE policy SET active = false WHERE active AND policy_id <> @policy", token, ("@policy", id));
            return await _session.ExecuteAsync(
                "UPDATE policy SET active = true, activated_at = @now, history_decided_at = NULL WHERE policy_id = @policy",
                token, ("@policy", id), ("@now", _time.GetUtcNow()));
        },
        cancellationToken);

    /// <summary>Leaves the database without an active policy: results get no verdicts. Those there are stay. False when there was none.</summary>
    public Task<bool> DeactivateAsync(CancellationToken cancellationToken) => _session.WriteAsync(
        async token =>
        {
            await new Moderation(_session, _time).HoldAloneAsync(token);
            return await _session.ExecuteAsync("UPDATE policy SET active = false WHERE active", token) > 0;
        },
        cancellationToken);

    /// <summary>
    /// Decides every image by the active policy, from the stored predictions, page by page; running it again changes nothing. Returns how
    /// many images it looked at; none when no policy is active.
    /// </summary>
    /// <param name="progress">Told after each page: images done, images in all.</param>
    /// <param name="cancellationToken">Stops between pages; the next call starts over.</param>
    public async Task<long> DecideHistoryAsync(Action<long, long>? progress, CancellationToken cancellationToken)
    {
        var total = (await _session.ReadAsync(
            token => _session.QueryAsync("SELECT count(*) FROM image", r => r.GetInt64(0), token), cancellationToken))[0];
        var pass = new VerdictPass(_session, _time, "true");
        // Images may have come meanwhile.
        var done = await pass.RunAsync(images => progress?.Invoke(images, Math.Max(images, total)), cancellationToken);
        if (pass.PolicyId is { } policy)
        {
            // Not when another policy came between the pages: the pass is owed by that one.
            await _session.WriteAsync(
                token => _session.ExecuteAsync(
                    "UPDATE policy SET history_decided_at = @now WHERE policy_id = @policy AND active",
                    token, ("@policy", policy), ("@now", _time.GetUtcNow())),
                cancellationToken);
        }

        return done;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _session.DisposeAsync();

    private async Task<int?> FindAsync(NewPolicy policy, CancellationToken token)
    {
        const string Select = "SELECT policy_id, sha256 FROM policy WHERE name = @name AND version = @version";
        var found = await _session.QueryAsync(
            Select, r => (Id: r.GetInt32(0), Sha256: r.GetString(1)), token, ("@name", policy.Name), ("@version", policy.Version));
        return found switch
        {
            [] => null,
            [var known] when known.Sha256 == policy.Sha256 => known.Id,
            _ => throw new PolicyChangedException(
                $"Policy {policy.Name}@{policy.Version} is known with another content, and verdicts name it; give the changed one a new version."),
        };
    }

    private async Task<int> InsertAsync(NewPolicy policy, CancellationToken token)
    {
        const string Insert = """
            INSERT INTO policy (name, version, sha256, document, blocklist_distance, active, created_at, activated_at)
            VALUES (@name, @version, @sha256, @document, @distance, false, @now, @now)
            """;
        await _session.ExecuteAsync(
            Insert, token,
            ("@name", policy.Name), ("@version", policy.Version), ("@sha256", policy.Sha256), ("@document", policy.Document),
            ("@distance", policy.BlocklistDistance), ("@now", _time.GetUtcNow()));
        var id = await FindAsync(policy, token) ?? throw new InvalidOperationException("The policy was just stored.");

        var categories = new RowSet(CategoryShape);
        foreach (var c in policy.Categories)
        {
            categories.Add(c.Name, c.ParentName, c.TopName, c.Level, c.SafeSearch, c.Azure, c.Review, c.Block);
        }

        var insertCategories = $"""
            INSERT INTO policy_category (policy_id, name, parent_name, top_name, level, safe_search, azure, review, block)
            SELECT @policy, r.name, r.parent_name, r.top_name, r.level, r.safe_search, r.azure, r.review, r.block
            FROM {_session.Dialect.From(CategoryShape)} r
            """;
        await _session.ExecuteAsync(insertCategories, categories, token, ("@policy", id));

        var rules = new RowSet(RuleShape);
        foreach (var (i, r) in policy.Rules.Index())
        {
            rules.Add(i + 1, r.Category, Pattern(r.Label.Replace('_', ' ')), Pattern(r.Model ?? "*"), r.Task, r.Weight, r.MinScore);
        }

        // Lower case by the database, as the labels are when they are compared.
        var insertRules = $"""
            INSERT INTO policy_rule (policy_id, ordinal, policy_category_id, label_pattern, model_pattern, task, weight, min_score)
            SELECT @policy, r.ordinal, c.policy_category_id, lower(r.label_pattern), lower(r.model_pattern), r.task, r.weight, r.min_score
            FROM {_session.Dialect.From(RuleShape)} r JOIN policy_category c ON c.policy_id = @policy AND c.name = r.category
            """;
        if (await _session.ExecuteAsync(insertRules, rules, token, ("@policy", id)) != rules.Count)
        {
            throw new ArgumentException("A rule names a category that the policy does not have.", nameof(policy));
        }

        return id;
    }

    private static string Pattern(string text) => text
        .Replace("\\", "\\\\", StringComparison.Ordinal).Replace("%", "\\%", StringComparison.Ordinal).Replace("_", "\\_", StringComparison.Ordinal)
        .Replace('*', '%');

    private static PolicyInfo Info(DbDataReader r) => new(
        r.GetString(0), r.GetString(1), r.GetString(2), r.GetString(3), r.GetInt32(4), r.GetFieldValue<DateTimeOffset>(5),
        r.IsDBNull(6) ? null : r.GetFieldValue<DateTimeOffset>(6));
}
