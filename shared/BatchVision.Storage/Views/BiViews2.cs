namespace BatchVision.Storage.Views;

/// <summary>
/// The views of moderation. Both are of the active policy and of the newest version of each object. Migrations refer to this text, so it
/// never changes: a new edition is a new class.
/// </summary>
internal static class BiViews2
{
    /// <summary>The newest version of each (source, key); older versions keep their rows but are not shown.</summary>
    private const string Newest =
        "i.image_id = (SELECT max(n.image_id) FROM image n WHERE n.source_id = i.source_id AND n.key = i.key)";

    /// <summary>Statements that create the views, in order.</summary>
    public static IEnumerable<string> Create(Func<string, string> name) =>
    [
        $"""
        CREATE VIEW {name("moderation_scores")} AS
        SELECT s.uri AS source, i.key AS key, c.name AS category, c.parent_name AS parent_category, c.top_name AS top_category, c.level AS level,
               max(p.score * w.weight) AS score, count(*) AS predictions, m.name AS model, m.version AS model_version, l.name AS label,
               c.safe_search AS safe_search, c.azure AS azure, y.name AS policy, y.version AS policy_version
        FROM image i
        JOIN source s ON s.source_id = i.source_id
        JOIN prediction p ON p.image_id = i.image_id
        JOIN policy_label w ON w.label_id = p.label_id AND p.score >= w.min_score
        JOIN policy y ON y.policy_id = w.policy_id AND y.active
        JOIN policy_category c ON c.policy_category_id = w.policy_category_id
        JOIN label l ON l.label_id = p.label_id
        JOIN model m ON m.model_id = p.model_id
        WHERE {Newest}
        GROUP BY s.uri, i.key, c.name, c.parent_name, c.top_name, c.level, m.name, m.version, l.name, c.safe_search, c.azure, y.name, y.version
        """,
        $"""
        CREATE VIEW {name("verdicts")} AS
        SELECT s.uri AS source, i.key AS key, y.name AS policy, y.version AS policy_version, v.decision AS decision,
               c.name AS category, c.top_name AS top_category, v.score AS score,
               CASE WHEN b.blocklist_id IS NOT NULL THEN 'blocklist: ' || b.reason
                    WHEN v.failure IS NOT NULL THEN 'not recognized: ' || v.failure
                    WHEN l.label_id IS NOT NULL THEN m.name || ': ' || l.name
                    ELSE 'no label of a rule' END AS because,
               m.name AS model, m.version AS model_version, l.name AS label, v.distance AS distance, v.decided_at AS decided_at
        FROM verdict v
        JOIN policy y ON y.policy_id = v.policy_id AND y.active
        JOIN image i ON i.image_id = v.image_id
        JOIN source s ON s.source_id = i.source_id
        LEFT JOIN policy_category c ON c.policy_category_id = v.policy_category_id
        LEFT JOIN label l ON l.label_id = v.label_id
        LEFT JOIN model m ON m.model_id = l.model_id
        LEFT JOIN blocklist b ON b.blocklist_id = v.blocklist_id
        WHERE {Newest}
        """,
    ];

    /// <summary>Statements that drop the views.</summary>
    public static IEnumerable<string> Drop(Func<string, string> name) =>
    [
        $"DROP VIEW {name("verdicts")}",
        $"DROP VIEW {name("moderation_scores")}",
    ];
}
