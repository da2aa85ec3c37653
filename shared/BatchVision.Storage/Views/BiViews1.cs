namespace BatchVision.Storage.Views;

/// <summary>
/// The views people query, first edition. Common SQL; only their names differ by dialect (<c>bi_name</c> on SQLite,
/// <c>bi.name</c> on PostgreSQL). Migrations refer to this text, so it never changes: a new edition is a new class.
/// </summary>
internal static class BiViews1
{
    /// <summary>The newest version of each (source, key); older versions keep their rows but are not shown.</summary>
    private const string Newest =
        "i.image_id = (SELECT max(n.image_id) FROM image n WHERE n.source_id = i.source_id AND n.key = i.key)";

    /// <summary>Statements that create the views, in order.</summary>
    public static IEnumerable<string> Create(Func<string, string> name) =>
    [
        $"""
        CREATE VIEW {name("image_labels")} AS
        SELECT s.uri AS source, i.key AS key, m.name AS model, m.version AS model_version, p.rank AS rank, l.name AS label,
               p.score AS score, p.x AS x, p.y AS y, p.width AS width, p.height AS height
        FROM image i
        JOIN source s ON s.source_id = i.source_id
        JOIN prediction p ON p.image_id = i.image_id
        JOIN label l ON l.label_id = p.label_id
        JOIN model m ON m.model_id = p.model_id
        WHERE {Newest}
        """,
        $"""
        CREATE VIEW {name("failures")} AS
        SELECT DISTINCT s.uri AS source, i.key AS key, r.status AS status, r.reason AS reason
        FROM image i
        JOIN source s ON s.source_id = i.source_id
        JOIN recognition r ON r.image_id = i.image_id
        WHERE r.status <> 'Recognized' AND {Newest}
        """,
        $"""
        CREATE VIEW {name("job_progress")} AS
        SELECT t.job_id, t.source, t.status, t.listed, t.skipped, t.recognized, t.failed,
               t.listed - t.skipped - t.recognized - t.failed AS pending,
               t.started_at, t.finished_at, t.ignored, t.listing_done, t.image_limit, t.chunks, t.chunks_done,
               t.lane, t.mode, t.paused, t.error, t.images_per_second, t.requested_by, t.stream
        FROM (
            SELECT j.job_id, s.uri AS source, j.status, j.listed, j.skipped, j.ignored, j.listing_done, j.image_limit,
                   j.created_at AS started_at, j.finished_at, j.lane, j.mode, j.paused, j.error, j.images_per_second, j.requested_by, j.stream,
                   COALESCE((SELECT sum(c.recognized) FROM chunk c WHERE c.job_id = j.job_id), 0) AS recognized,
                   COALESCE((SELECT sum(c.failed) FROM chunk c WHERE c.job_id = j.job_id), 0) AS failed,
                   (SELECT count(*) FROM chunk c WHERE c.job_id = j.job_id AND c.status <> 'split') AS chunks,
                   (SELECT count(*) FROM chunk c WHERE c.job_id = j.job_id AND c.status = 'done') AS chunks_done
            FROM job j
            JOIN source s ON s.source_id = j.source_id
        ) t
        """,
        $"""
        CREATE VIEW {name("label_counts")} AS
        SELECT m.name AS model, m.version AS model_version, l.name AS label, count(DISTINCT p.image_id) AS images,
               avg(p.score) AS mean_score, max(p.score) AS max_score, count(*) AS predictions
        FROM prediction p
        JOIN image i ON i.image_id = p.image_id
        JOIN label l ON l.label_id = p.label_id
        JOIN model m ON m.model_id = p.model_id
        WHERE {Newest}
        GROUP BY m.model_id, m.name, m.version, l.name
        """,
    ];

    /// <summary>Statements that drop the views.</summary>
    public static IEnumerable<string> Drop(Func<string, string> name) =>
    [
        $"DROP VIEW {name("label_counts")}",
        $"DROP VIEW {name("job_progress")}",
        $"DROP VIEW {name("failures")}",
        $"DROP VIEW {name("image_labels")}",
    ];
}
