namespace BatchVision.Storage;

/// <summary>
/// The statements of <see cref="Moderation"/>. As in <see cref="WriterSql"/> joins start from their rows by CROSS JOIN, whose order SQLite keeps.
/// </summary>
internal sealed class ModerationSql(SqlDialect dialect)
{
    public static readonly RowShape ImageIdShape = new(("image_id", ColumnType.Integer));

    // A listed image is blocked whatever the models say. Of scores the highest of the gravest decision counts. A model that has rules and
    // failed on the image leaves it to a person, unless another version of the model has answered. "Allow" needs a model that looked:
    // an image that none with rules has seen has no verdict.
    // Seven bits that differ leave one of eight bytes alike, so that the index of bytes misses nothing within Blocklist.MaxDistance.
    private const string Bands = """
        (SELECT 0 AS band UNION ALL SELECT 1 UNION ALL SELECT 2 UNION ALL SELECT 3
            UNION ALL SELECT 4 UNION ALL SELECT 5 UNION ALL SELECT 6 UNION ALL SELECT 7)
        """;

    private readonly string _causes = $"""
        SELECT i.image_id, 2 AS severity, 0 AS kind, CAST(NULL AS integer) AS policy_category_id, CAST(NULL AS real) AS score,
               CAST(NULL AS integer) AS label_id, CAST(NULL AS text) AS failure, b.blocklist_id,
               {dialect.Distance("i.perceptual_hash", "b.hash")} AS distance
        FROM {dialect.From(ImageIdShape)} r CROSS JOIN image i CROSS JOIN {Bands} k CROSS JOIN blocklist_band n CROSS JOIN blocklist b
        WHERE EXISTS (SELECT 1 FROM blocklist_band) AND i.image_id = r.image_id AND n.band = k.band AND n.value = ((i.perceptual_hash >> (8 * k.band)) & 255) AND b.blocklist_id = n.blocklist_id
            AND {dialect.Distance("i.perceptual_hash", "b.hash")} <= @distance
        UNION ALL
        SELECT p.image_id, CASE WHEN p.score * l.weight >= t.block THEN 2 WHEN p.score * l.weight >= t.review THEN 1 ELSE 0 END,
               1, l.policy_category_id, p.score * l.weight, p.label_id, NULL, NULL, NULL
        FROM {dialect.From(ImageIdShape)} r CROSS JOIN image i CROSS JOIN judge j CROSS JOIN prediction p CROSS JOIN policy_label l CROSS JOIN policy_category t
        WHERE i.image_id = r.image_id AND p.image_id = i.image_id AND p.model_id = j.model_id AND p.ingested_on = i.ingested_on AND l.policy_id = @policy AND l.label_id = p.label_id AND p.score >= l.min_score
            AND t.policy_category_id = l.policy_category_id
        UNION ALL
        SELECT c.image_id, CASE WHEN c.status = 'Recognized' THEN 0 ELSE 1 END, CASE WHEN c.status = 'Recognized' THEN 3 ELSE 2 END,
               NULL, NULL, NULL, CASE WHEN c.status <> 'Recognized' THEN c.status END, NULL, NULL
        FROM {dialect.From(ImageIdShape)} r CROSS JOIN image i CROSS JOIN judge j CROSS JOIN recognition c
        WHERE i.image_id = r.image_id AND c.image_id = i.image_id AND c.model_id = j.model_id AND c.ingested_on = i.ingested_on
            AND (c.status = 'Recognized' OR NOT EXISTS (
                SELECT 1 FROM recognition a JOIN model am ON am.model_id = a.model_id JOIN model cm ON cm.name = am.name
                WHERE a.image_id = c.image_id AND a.ingested_on = c.ingested_on AND a.status = 'Recognized' AND cm.model_id = c.model_id))
        """;

    public const string Active = """
        SELECT policy_id, blocklist_distance, EXISTS (SELECT 1 FROM blocklist_band) FROM policy WHERE active
        """;

    /// <summary>Makes a listed hash findable.</summary>
    public const string InsertBands = $"""
        INSERT INTO blocklist_band (band, value, blocklist_id)
        SELECT k.band, (b.hash >> (8 * k.band)) & 255, b.blocklist_id FROM blocklist b CROSS JOIN {Bands} k WHERE b.hash = @hash
        ON CONFLICT (band, value, blocklist_id) DO NOTHING
        """;

    public const string DeleteBands = "DELETE FROM blocklist_band WHERE blocklist_id IN (SELECT blocklist_id FROM blocklist WHERE hash = @hash)";

    public const string Judges = """
        SELECT DISTINCT n.model_id FROM policy_label w JOIN label n ON n.label_id = w.label_id WHERE w.policy_id = @policy
        """;

    /// <summary>What no longer stands: verdicts whose reason was taken off the blocklist.</summary>
    public string DeleteOrphans { get; } = $"""
        DELETE FROM verdict WHERE policy_id = @policy AND image_id IN (SELECT r.image_id FROM {dialect.From(ImageIdShape)} r)
            AND blocklist_id IN (SELECT b.blocklist_id FROM blocklist b WHERE b.removed_at IS NOT NULL)
        """;

    // A verdict that stays as it is keeps its time, so that a redelivery changes nothing.
    public string Decide => $"""
        INSERT INTO verdict (image_id, policy_id, decision, policy_category_id, score, label_id, failure, blocklist_id, distance, decided_at)
        WITH judge AS MATERIALIZED ({Judges})
        SELECT d.image_id, @policy, CASE d.severity WHEN 2 THEN 'block' WHEN 1 THEN 'review' ELSE 'allow' END,
               d.policy_category_id, d.score, d.label_id, d.failure, d.blocklist_id, d.distance, @now
        FROM (
            SELECT k.*, row_number() OVER (PARTITION BY k.image_id
                ORDER BY k.severity DESC, k.kind, k.score DESC, k.distance, k.failure, k.label_id, k.policy_category_id, k.blocklist_id) AS place
            FROM ({_causes}) k) d
        WHERE d.place = 1
        ORDER BY d.image_id
        ON CONFLICT (image_id, policy_id) DO UPDATE SET
            decision = excluded.decision, policy_category_id = excluded.policy_category_id, score = excluded.score, label_id = excluded.label_id,
            failure = excluded.failure, blocklist_id = excluded.blocklist_id, distance = excluded.distance, decided_at = excluded.decided_at
        WHERE verdict.decision <> excluded.decision OR verdict.policy_category_id IS DISTINCT FROM excluded.policy_category_id
            OR verdict.score IS DISTINCT FROM excluded.score OR verdict.label_id IS DISTINCT FROM excluded.label_id
            OR verdict.failure IS DISTINCT FROM excluded.failure OR verdict.blocklist_id IS DISTINCT FROM excluded.blocklist_id
            OR verdict.distance IS DISTINCT FROM excluded.distance
        """;

    /// <summary>
    /// Resolves rules against labels: of those labels and that policy which the conditions name. A label is compared in lower case, with
    /// spaces for underscores, without a WordNet id before it, and by each of the synonyms that it lists.
    /// </summary>
    /// <param name="policy">A condition on policy <c>y</c>.</param>
    /// <param name="label">A condition on label <c>n</c>.</param>
    public static string Map(string policy, string label) => $"""
        INSERT INTO policy_label (policy_id, label_id, policy_category_id, weight, min_score)
        WITH named AS MATERIALIZED (
            SELECT n.label_id, m.task, lower(m.name) AS model,
                   ', ' || replace(lower(
                       CASE WHEN n.name LIKE 'n0_______ %' OR n.name LIKE 'n1_______ %' THEN substr(n.name, 11) ELSE n.name END), '_', ' ') || ',' AS name
            FROM label n JOIN model m ON m.model_id = n.model_id WHERE {label})
        SELECT f.policy_id, f.label_id, f.policy_category_id, f.weight, f.min_score
        FROM (
            SELECT r.policy_id, n.label_id, r.policy_category_id, r.weight, r.min_score,
                   row_number() OVER (PARTITION BY r.policy_id, n.label_id, r.policy_category_id ORDER BY r.ordinal) AS place
            FROM policy y JOIN policy_rule r ON r.policy_id = y.policy_id CROSS JOIN named n
            WHERE {policy} AND (r.task IS NULL OR r.task = n.task) AND n.model LIKE r.model_pattern ESCAPE '\'
                AND n.name LIKE '%, ' || r.label_pattern || ',%' ESCAPE '\') f
        WHERE f.place = 1
        ON CONFLICT (policy_id, label_id, policy_category_id) DO NOTHING
        """;
}
