namespace BatchVision.Storage.Views;

/// <summary>
/// All views, third edition, which takes the place of the first two. Those of images show the newest version of each object. Migrations refer to this text, so it
/// never changes: a new edition is a new class.
/// </summary>
internal sealed class BiViews3
{
    // Days that a day's labels are compared with.
    private const int BaselineDays = 28;

    // NOT EXISTS and not max(): PostgreSQL can answer it for all images at once, by one join.
    private const string Newest =
        "NOT EXISTS (SELECT 1 FROM image n WHERE n.source_id = i.source_id AND n.key = i.key AND n.image_id > i.image_id)";

    private const string VerdictTables = """
        FROM verdict v
        JOIN policy y ON y.policy_id = v.policy_id AND y.active
        JOIN image i ON i.image_id = v.image_id
        JOIN source s ON s.source_id = i.source_id
        LEFT JOIN policy_category c ON c.policy_category_id = v.policy_category_id
        LEFT JOIN label l ON l.label_id = v.label_id
        LEFT JOIN model m ON m.model_id = l.model_id
        """;

    private static readonly (string, string)[] ImageColumns =
    [
        ("image_id", "Number of the image."),
        ("source", "Where it comes from: s3://bucket/prefix/, a folder or a manifest."),
        ("key", "Object key, or path, relative to the source."),
        ("ingested_on", "Day of its first result, UTC. Give a range of days to read only those."),
    ];

    private static readonly (string, string)[] ModelColumns =
    [
        ("model", "Name of the model."),
        ("model_version", "Version of the model."),
    ];

    private readonly Func<string, string> _name;
    private readonly bool _comments;
    private readonly Func<string, string> _minute;
    private readonly Func<string, string> _day;
    private readonly Func<string, string> _month;
    private readonly Func<string, string, string> _seconds;
    private readonly Func<string, int, string> _daysBefore;

    private BiViews3(
        Func<string, string> name, bool comments, Func<string, string> minute, Func<string, string> day, Func<string, string> month,
        Func<string, string, string> seconds, Func<string, int, string> daysBefore)
    {
        (_name, _comments, _minute, _day, _month, _seconds, _daysBefore) = (name, comments, minute, day, month, seconds, daysBefore);
    }

    public static BiViews3 Postgres { get; } = new(
        name => "bi." + name,
        comments: true,
        // Not date_trunc, which asks for the time zone of the session and so cannot be indexed.
        time => $"date_bin('1 minute', {time}, timestamptz '1970-01-01 00:00:00+00')",
        time => $"({time} AT TIME ZONE 'UTC')::date",
        date => $"date_trunc('month', {date}::timestamp)::date",
        (from, to) => $"CAST(extract(epoch FROM {to} - {from}) AS double precision)",
        (date, days) => $"{date} - {days}");

    public static BiViews3 Sqlite { get; } = new(
        name => "bi_" + name,
        comments: false,
        time => $"substr({time}, 1, 16) || ':00.000Z'",
        time => $"substr({time}, 1, 10)",
        date => $"date({date}, 'start of month')",
        // Days as a floating-point number are exact to some hundredths of a millisecond.
        (from, to) => $"round((julianday({to}) - julianday({from})) * 86400.0, 3)",
        (date, days) => $"date({date}, '-{days} days')");

    /// <summary>An expression: what the images of chunk <c>c</c> spent in stage <c>g</c>, added up.</summary>
    private string StageSeconds => $"""
        CASE g.stage
                   WHEN 'wait' THEN ({_seconds("c.sent_at", "c.done_at")} - c.elapsed_seconds) * c.image_count
                   WHEN 'fetch' THEN c.fetch_seconds
                   WHEN 'decode' THEN c.decode_seconds
                   ELSE c.infer_seconds END
        """;

    /// <summary>An expression: the minute of a time.</summary>
    public string Minute(string time) => _minute(time);

    /// <summary>Statements that create the views, in order.</summary>
    public IEnumerable<string> Create()
    {
        foreach (var view in All())
        {
            yield return $"CREATE VIEW {_name(view.Name)} AS\n{view.Query}";
            if (_comments)
            {
                yield return $"COMMENT ON VIEW {_name(view.Name)} IS {TableComments.Quote(view.Comment)}";
                foreach (var (column, comment) in view.Columns)
                {
                    yield return $"COMMENT ON COLUMN {_name(view.Name)}.{column} IS {TableComments.Quote(comment)}";
                }
            }
        }
    }

    /// <summary>Statements that drop the views.</summary>
    public IEnumerable<string> Drop() => All().Reverse().Select(view => $"DROP VIEW {_name(view.Name)}");

    private IEnumerable<BiView> All() =>
    [
        .. Recognitions(),
        .. Logos(),
        .. Moderation(),
        .. Operation(),
        .. Comparison(),
    ];

    private static IEnumerable<BiView> Recognitions() =>
    [
        new(
            "images",
            "One row is one image, with its facts: the newest version of each object.",
            $"""
            SELECT i.image_id, s.uri AS source, i.key, i.ingested_on, i.etag, i.bytes, i.width AS width_px, i.height AS height_px, i.format, i.sha256,
                   i.perceptual_hash, i.captured_at, i.latitude, i.longitude, i.first_seen_at
            FROM image i
            JOIN source s ON s.source_id = i.source_id
            WHERE {Newest}
            """,
            [
                .. ImageColumns,
                ("etag", "Version of the object as its store names it."),
                ("bytes", "Size of the file; null, as are all facts below, while it could not be read."),
                ("width_px", "Width in pixels, upright."),
                ("height_px", "Height in pixels, upright."),
                ("format", "File format by its content: jpeg, png, webp, …."),
                ("sha256", "SHA-256 of the file, lower-case hex: equal for equal files."),
                ("perceptual_hash", "64-bit hash of what is seen: similar pictures differ in few bits."),
                ("captured_at", "When the picture was taken, by its metadata."),
                ("latitude", "Degrees north, by its metadata; null unless positions are read."),
                ("longitude", "Degrees east, by its metadata; null unless positions are read."),
                ("first_seen_at", "When its first result was written."),
            ]),
        new(
            "image_labels",
            "One row is one label, or one box with its label, that a model found in an image.",
            $"""
            SELECT s.uri AS source, i.key AS key, m.name AS model, m.version AS model_version, p.rank AS rank, l.name AS label,
                   p.score AS score, p.x AS x, p.y AS y, p.width AS width, p.height AS height, i.image_id AS image_id, m.task AS task, p.ingested_on AS ingested_on
            FROM image i
            JOIN source s ON s.source_id = i.source_id
            JOIN prediction p ON p.image_id = i.image_id AND p.ingested_on = i.ingested_on
            JOIN label l ON l.label_id = p.label_id
            JOIN model m ON m.model_id = p.model_id
            WHERE {Newest}
            """,
            [
                ImageColumns[1],
                ImageColumns[2],
                .. ModelColumns,
                ("rank", "From 1, by falling score, of one model on one image."),
                ("label", "What was found."),
                ("score", "0 to 1, as the model gives it; kept from the model's floor up."),
                ("x", "Left edge of the box as a share of the image's width; null, as all four, where the model gives no boxes."),
                ("y", "Top edge of the box as a share of the image's height."),
                ("width", "Width of the box as a share of the image's width."),
                ("height", "Height of the box as a share of the image's height."),
                ImageColumns[0],
                ("task", "classification, detection, logo or moderation."),
                ImageColumns[3],
            ]),
        new(
            "label_counts",
            "One row is one label of one model version, over all images.",
            $"""
            SELECT m.name AS model, m.version AS model_version, l.name AS label, count(DISTINCT p.image_id) AS images,
                   avg(p.score) AS mean_score, max(p.score) AS max_score, count(*) AS predictions, m.task AS task
            FROM prediction p
            JOIN image i ON i.image_id = p.image_id
            JOIN label l ON l.label_id = p.label_id
            JOIN model m ON m.model_id = p.model_id
            WHERE {Newest}
            GROUP BY m.model_id, m.name, m.version, m.task, l.name
            """,
            [
                .. ModelColumns,
                ("label", "The label."),
                ("images", "Images with the label."),
                ("mean_score", "Mean score, 0 to 1, of its predictions."),
                ("max_score", "Highest score, 0 to 1."),
                ("predictions", "Times it was found: a detector may find it several times in one image."),
                ("task", "classification, detection, logo or moderation."),
            ]),
        new(
            "failures",
            "One row is one way in which an image failed.",
            $"""
            SELECT DISTINCT s.uri AS source, i.key AS key, r.status AS status, r.reason AS reason, i.image_id AS image_id, i.ingested_on AS ingested_on
            FROM image i
            JOIN source s ON s.source_id = i.source_id
            JOIN recognition r ON r.image_id = i.image_id AND r.ingested_on = i.ingested_on
            WHERE r.status <> 'Recognized' AND {Newest}
            """,
            [
                ImageColumns[1],
                ImageColumns[2],
                ("status", "What went wrong: Corrupt, Unsupported, TooLarge, NotFound, …."),
                ("reason", "Why, in a sentence."),
                ImageColumns[0],
                ImageColumns[3],
            ]),
        new(
            "failure_reasons",
            "One row is one reason for which a model version gave no answer on images of a source.",
            $"""
            SELECT s.uri AS source, m.name AS model, m.version AS model_version, r.status AS status, r.reason AS reason,
                   count(*) AS images, min(r.recognized_at) AS first_at, max(r.recognized_at) AS last_at
            FROM recognition r
            JOIN image i ON i.image_id = r.image_id AND i.ingested_on = r.ingested_on
            JOIN source s ON s.source_id = i.source_id
            JOIN model m ON m.model_id = r.model_id
            WHERE r.status <> 'Recognized' AND {Newest}
            GROUP BY s.uri, m.model_id, m.name, m.version, r.status, r.reason
            """,
            [
                ImageColumns[1],
                .. ModelColumns,
                ("status", "What went wrong: Corrupt, Unsupported, TooLarge, NotFound, …."),
                ("reason", "Why, in a sentence."),
                ("images", "Images that failed so."),
                ("first_at", "When the first of them was written."),
                ("last_at", "When the last of them was written."),
            ]),
    ];

    private IEnumerable<BiView> Logos() =>
    [
        new(
            "logo_mentions",
            "One row is one logo found in an image.",
            $"""
            SELECT i.image_id AS image_id, s.uri AS source, i.key AS key, p.ingested_on AS ingested_on, {_month("p.ingested_on")} AS month, l.name AS brand,
                   p.score AS score, p.width * p.height AS image_share, p.x AS x, p.y AS y, p.width AS width, p.height AS height,
                   m.name AS model, m.version AS model_version
            FROM image i
            JOIN source s ON s.source_id = i.source_id
            JOIN prediction p ON p.image_id = i.image_id AND p.ingested_on = i.ingested_on
            JOIN label l ON l.label_id = p.label_id
            JOIN model m ON m.model_id = p.model_id
            WHERE m.task = 'logo' AND {Newest}
            """,
            [
                .. ImageColumns,
                ("month", "First day of the month of ingested_on."),
                ("brand", "The brand."),
                ("score", "0 to 1, as the model gives it."),
                ("image_share", "Area of the box as a share of the image's."),
                ("x", "Left edge of the box as a share of the image's width."),
                ("y", "Top edge of the box as a share of the image's height."),
                ("width", "Width of the box as a share of the image's width."),
                ("height", "Height of the box as a share of the image's height."),
                .. ModelColumns,
            ]),
        new(
            "share_of_voice",
            "One row is one brand on one day in one source, as one model version sees it.",
            $"""
            SELECT p.ingested_on AS day, {_month("p.ingested_on")} AS month, s.uri AS source, l.name AS brand, count(*) AS mentions,
                   count(DISTINCT i.image_id) AS images,
                   CAST(count(*) AS double precision) / sum(count(*)) OVER (PARTITION BY p.ingested_on, s.uri, m.model_id) AS share_of_voice,
                   m.name AS model, m.version AS model_version
            FROM image i
            JOIN source s ON s.source_id = i.source_id
            JOIN prediction p ON p.image_id = i.image_id AND p.ingested_on = i.ingested_on
            JOIN label l ON l.label_id = p.label_id
            JOIN model m ON m.model_id = p.model_id
            WHERE m.task = 'logo' AND {Newest}
            GROUP BY p.ingested_on, s.uri, l.name, m.model_id, m.name, m.version
            """,
            [
                ("day", "Day of the images' first result, UTC."),
                ("month", "First day of its month."),
                ImageColumns[1],
                ("brand", "The brand."),
                ("mentions", "Logos of the brand."),
                ("images", "Images with one or more of them."),
                ("share_of_voice", "Its mentions as a share of all mentions of the day, source and model: 0 to 1."),
                .. ModelColumns,
            ]),
    ];

    private static IEnumerable<BiView> Moderation() =>
    [
        new(
            "moderation_scores",
            "One row is one label of an image that counts for a category of the active policy.",
            $"""
            SELECT s.uri AS source, i.key AS key, c.name AS category, c.parent_name AS parent_category, c.top_name AS top_category, c.level AS level,
                   max(p.score * w.weight) AS score, count(*) AS predictions, m.name AS model, m.version AS model_version, l.name AS label,
                   c.safe_search AS safe_search, c.azure AS azure, y.name AS policy, y.version AS policy_version,
                   i.image_id AS image_id, i.ingested_on AS ingested_on
            FROM image i
            JOIN source s ON s.source_id = i.source_id
            JOIN prediction p ON p.image_id = i.image_id AND p.ingested_on = i.ingested_on
            JOIN policy_label w ON w.label_id = p.label_id AND p.score >= w.min_score
            JOIN policy y ON y.policy_id = w.policy_id AND y.active
            JOIN policy_category c ON c.policy_category_id = w.policy_category_id
            JOIN label l ON l.label_id = p.label_id
            JOIN model m ON m.model_id = p.model_id
            WHERE {Newest}
            GROUP BY s.uri, i.key, i.image_id, i.ingested_on, c.name, c.parent_name, c.top_name, c.level, m.name, m.version, l.name,
                     c.safe_search, c.azure, y.name, y.version
            """,
            [
                ImageColumns[1],
                ImageColumns[2],
                ("category", "Category of the taxonomy."),
                ("parent_category", "The category above; null at level 1."),
                ("top_category", "The category of level 1 that it belongs to, maybe itself."),
                ("level", "1 to 3, from the most general."),
                ("score", "Highest score of the label times the weight of its rule, 0 to 1."),
                ("predictions", "Times the label was found in the image."),
                .. ModelColumns,
                ("label", "The label that counts."),
                ("safe_search", "Google's SafeSearch category."),
                ("azure", "Azure's harm category."),
                ("policy", "Name of the active policy."),
                ("policy_version", "Version of the active policy."),
                ImageColumns[0],
                ImageColumns[3],
            ]),
        new(
            "verdicts",
            "One row is what the active policy says about an image. An image that no model with rules has seen has none.",
            $"""
            SELECT s.uri AS source, i.key AS key, y.name AS policy, y.version AS policy_version, v.decision AS decision,
                   c.name AS category, c.top_name AS top_category, v.score AS score,
                   CASE WHEN b.blocklist_id IS NOT NULL THEN 'blocklist: ' || b.reason
                        WHEN v.failure IS NOT NULL THEN 'not recognized: ' || v.failure
                        WHEN l.label_id IS NOT NULL THEN m.name || ': ' || l.name
                        ELSE 'no label of a rule' END AS because,
                   m.name AS model, m.version AS model_version, l.name AS label, v.distance AS distance, v.decided_at AS decided_at,
                   i.image_id AS image_id, i.ingested_on AS ingested_on
            {VerdictTables}
            LEFT JOIN blocklist b ON b.blocklist_id = v.blocklist_id
            WHERE {Newest}
            """,
            [
                ImageColumns[1],
                ImageColumns[2],
                ("policy", "Name of the active policy."),
                ("policy_version", "Version of the active policy."),
                ("decision", "allow, review or block."),
                ("category", "The category that decided; of an allowed image the one that came nearest; null where no score did."),
                ("top_category", "The category of level 1 that it belongs to."),
                ("score", "Score of the category, 0 to 1."),
                ("because", "What decided, in words."),
                .. ModelColumns.Select(column => (column.Item1, column.Item2[..^1] + " that decided.")),
                ("label", "The label that decided."),
                ("distance", "Bits in which its perceptual hash differs from the listed one that decided."),
                ("decided_at", "When the verdict became what it is."),
                ImageColumns[0],
                ImageColumns[3],
            ]),
        new(
            "review_queue",
            "One row is one image that the active policy leaves to a person.",
            $"""
            SELECT i.image_id AS image_id, s.uri AS source, i.key AS key, i.ingested_on AS ingested_on, c.name AS category, c.top_name AS top_category,
                   v.score AS score, v.failure AS failure, m.name AS model, m.version AS model_version, l.name AS label, v.decided_at AS waiting_since,
                   y.name AS policy, y.version AS policy_version
            {VerdictTables}
            WHERE v.decision = 'review' AND v.decision <> 'allow' AND {Newest}
            """,
            [
                .. ImageColumns,
                ("category", "The category that asks for a person; null where a failure does."),
                ("top_category", "The category of level 1 that it belongs to."),
                ("score", "Score of the category, 0 to 1."),
                ("failure", "Status of the recognition that failed, where that is the reason."),
                .. ModelColumns.Select(column => (column.Item1, column.Item2[..^1] + " that found it.")),
                ("label", "The label that was found."),
                ("waiting_since", "When the verdict became what it is."),
                ("policy", "Name of the active policy."),
                ("policy_version", "Version of the active policy."),
            ]),
    ];

    private IEnumerable<BiView> Operation() =>
    [
        new(
            "job_progress",
            "One row is one job: listed = skipped + recognized + failed + pending, and nothing pending once it is done.",
            """
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
            [
                ("job_id", "Number of the job; later jobs have higher ones."),
                ("source", "What is recognized."),
                ("status", "planning, running, done, cancelled or failed."),
                ("listed", "Images found so far."),
                ("skipped", "Images that had settled answers already."),
                ("recognized", "Images that every model recognized."),
                ("failed", "Images with another outcome; see failures."),
                ("pending", "Images still to come."),
                ("started_at", "When it was asked for."),
                ("finished_at", "When it ended; null while it has not."),
                ("ignored", "Objects found that are no images."),
                ("listing_done", "True once every image is known."),
                ("image_limit", "Most images to list; null for all."),
                ("chunks", "Chunks planned so far."),
                ("chunks_done", "Chunks whose rows are written."),
                ("lane", "Queue: live or backfill."),
                ("mode", "missing: only images without a settled answer; all: every image."),
                ("paused", "Nothing is planned or sent while true."),
                ("error", "Why it failed or was paused by the system; null when nothing is wrong."),
                ("images_per_second", "Fastest rate of sending that was asked for; null for no limit."),
                ("requested_by", "Who asked: the name of an API key, of a schedule or of a user."),
                ("stream", "Images come from events all day long instead of a listing."),
            ]),
        new(
            "throughput",
            "One row is one minute of one model version.",
            $"""
            SELECT {Minute("r.recognized_at")} AS minute, m.name AS model, m.version AS model_version, count(*) AS images,
                   sum(CASE WHEN r.status = 'Recognized' THEN 1 ELSE 0 END) AS recognized,
                   sum(CASE WHEN r.status = 'Recognized' THEN 0 ELSE 1 END) AS failed, sum(r.prediction_count) AS predictions,
                   count(*) / 60.0 AS images_per_second
            FROM recognition r
            JOIN model m ON m.model_id = r.model_id
            GROUP BY {Minute("r.recognized_at")}, m.model_id, m.name, m.version
            """,
            [
                ("minute", "Its start. Images that were recognized again count when they last were."),
                .. ModelColumns,
                ("images", "Images whose rows were written."),
                ("recognized", "Those that were recognized."),
                ("failed", "Those with another outcome."),
                ("predictions", "What was found in them."),
                ("images_per_second", "Images by 60."),
            ]),
        new(
            "stage_times",
            "One row is one stage of the way of images through the system, on one day in one queue.",
            $"""
            SELECT {_day("c.done_at")} AS day, c.lane AS lane, g.stage AS stage, count(*) AS chunks, sum(c.image_count) AS images,
                   CAST(sum({StageSeconds}) AS double precision) AS image_seconds,
                   CAST(sum({StageSeconds}) / sum(c.image_count) AS double precision) AS seconds_per_image
            FROM chunk c
            CROSS JOIN (SELECT 'wait' AS stage UNION ALL SELECT 'fetch' UNION ALL SELECT 'decode' UNION ALL SELECT 'infer') g
            WHERE c.status = 'done' AND c.sent_at IS NOT NULL AND c.elapsed_seconds IS NOT NULL
            GROUP BY {_day("c.done_at")}, c.lane, g.stage
            """,
            [
                ("day", "Day on which the rows were written, UTC."),
                ("lane", "Queue: live, backfill or quarantine."),
                ("stage", "wait (in queues and for the rows to be written), fetch, decode or infer (the wait for a batch included)."),
                ("chunks", "Chunks that were measured."),
                ("images", "Images in them."),
                ("image_seconds", "Seconds that images spent in the stage, added up: many are in it at once."),
                ("seconds_per_image", "Mean seconds of an image in the stage."),
            ]),
        new(
            "models",
            "One row is one model version.",
            """
            SELECT m.name AS model, m.version AS model_version, m.task AS task, m.fingerprint AS fingerprint, m.offered_at AS offered_at,
                   (SELECT count(*) FROM label l WHERE l.model_id = m.model_id) AS labels
            FROM model m
            """,
            [
                .. ModelColumns,
                ("task", "classification, detection, logo or moderation."),
                ("fingerprint", "SHA-256 of all that shapes its answers: the file, the preprocessing, the output settings and the labels."),
                ("offered_at", "When a worker last said that it has it loaded."),
                ("labels", "Labels that are known of it."),
            ]),
    ];

    private IEnumerable<BiView> Comparison() =>
    [
        new(
            "model_comparisons",
            "One row is one image that two versions of a model have recognized: what each says first.",
            $"""
            SELECT i.image_id AS image_id, s.uri AS source, i.key AS key, i.ingested_on AS ingested_on, a.name AS model,
                   a.version AS version_a, b.version AS version_b, la.name AS label_a, pa.score AS score_a, lb.name AS label_b, pb.score AS score_b,
                   CASE WHEN la.name IS NOT DISTINCT FROM lb.name THEN 1 ELSE 0 END AS agrees, a.fingerprint AS fingerprint_a, b.fingerprint AS fingerprint_b
            FROM model a
            JOIN model b ON b.name = a.name AND b.model_id > a.model_id
            JOIN recognition ra ON ra.model_id = a.model_id AND ra.status = 'Recognized'
            JOIN recognition rb ON rb.model_id = b.model_id AND rb.image_id = ra.image_id AND rb.ingested_on = ra.ingested_on AND rb.status = 'Recognized'
            JOIN image i ON i.image_id = ra.image_id
            JOIN source s ON s.source_id = i.source_id
            LEFT JOIN prediction pa ON pa.image_id = ra.image_id AND pa.model_id = ra.model_id AND pa.ingested_on = ra.ingested_on AND pa.rank = 1
            LEFT JOIN prediction pb ON pb.image_id = rb.image_id AND pb.model_id = rb.model_id AND pb.ingested_on = rb.ingested_on AND pb.rank = 1
            LEFT JOIN label la ON la.label_id = pa.label_id
            LEFT JOIN label lb ON lb.label_id = pb.label_id
            WHERE {Newest}
            """,
            [
                .. ImageColumns,
                ("model", "Name of the model."),
                ("version_a", "The version that was known first."),
                ("version_b", "The other."),
                ("label_a", "The first label of version a; null when it found nothing."),
                ("score_a", "Its score, 0 to 1."),
                ("label_b", "The first label of version b; null when it found nothing."),
                ("score_b", "Its score, 0 to 1."),
                ("agrees", "1 when both say the same, else 0."),
                ("fingerprint_a", "What shapes version a's answers."),
                ("fingerprint_b", "What shapes version b's answers."),
            ]),
        new(
            "model_agreement",
            "One row is two versions of a model, over all images that both have recognized.",
            $"""
            SELECT c.model AS model, c.version_a AS version_a, c.version_b AS version_b, count(*) AS images, sum(c.agrees) AS agreeing,
                   CAST(sum(c.agrees) AS double precision) / count(*) AS agreement, c.fingerprint_a AS fingerprint_a, c.fingerprint_b AS fingerprint_b
            FROM {_name("model_comparisons")} c
            GROUP BY c.model, c.version_a, c.version_b, c.fingerprint_a, c.fingerprint_b
            """,
            [
                ("model", "Name of the model."),
                ("version_a", "The version that was known first."),
                ("version_b", "The other."),
                ("images", "Images that both have recognized."),
                ("agreeing", "Images for which both say the same first."),
                ("agreement", "Those as a share of all: 0 to 1."),
                ("fingerprint_a", "What shapes version a's answers."),
                ("fingerprint_b", "What shapes version b's answers."),
            ]),
        // Half a count is added to each, so that a label that one side lacks does not make the index infinite.
        new(
            "label_drift",
            $"One row is one day of one model version: how far its first labels are from those of the {BaselineDays} days before.",
            $"""
            WITH counts AS (
                SELECT p.model_id, p.label_id, p.ingested_on AS day, count(*) AS n
                FROM prediction p
                WHERE p.rank = 1
                GROUP BY p.model_id, p.label_id, p.ingested_on
            ), pairs AS (
                SELECT d.model_id, d.day, c.label_id, sum(CASE WHEN c.day = d.day THEN c.n ELSE 0 END) AS now_n,
                       sum(CASE WHEN c.day < d.day THEN c.n ELSE 0 END) AS base_n
                FROM (SELECT DISTINCT model_id, day FROM counts) d
                JOIN counts c ON c.model_id = d.model_id AND c.day <= d.day AND c.day >= {_daysBefore("d.day", BaselineDays)}
                GROUP BY d.model_id, d.day, c.label_id
            ), totals AS (
                SELECT model_id, day, sum(now_n) AS now_total, sum(base_n) AS base_total, count(*) AS labels
                FROM pairs
                GROUP BY model_id, day
            ), shares AS (
                SELECT p.model_id, p.day, t.now_total, t.base_total,
                       CAST(p.now_n + 0.5 AS double precision) / (t.now_total + 0.5 * t.labels) AS now_share,
                       CAST(p.base_n + 0.5 AS double precision) / (t.base_total + 0.5 * t.labels) AS base_share
                FROM pairs p
                JOIN totals t ON t.model_id = p.model_id AND t.day = p.day
                WHERE t.base_total > 0
            )
            SELECT s.day AS day, m.name AS model, m.version AS model_version, sum((s.now_share - s.base_share) * ln(s.now_share / s.base_share)) AS psi,
                   max(s.now_total) AS images, max(s.base_total) AS baseline_images
            FROM shares s
            JOIN model m ON m.model_id = s.model_id
            GROUP BY s.day, m.model_id, m.name, m.version
            """,
            [
                ("day", "Day of the images' first result, UTC. The first day of a model has nothing to compare with, and no row."),
                .. ModelColumns,
                ("psi", "Population stability index: below 0.1 little has changed, from 0.25 much has. Few images alone make it high."),
                ("images", "Images of the day in which something was found."),
                ("baseline_images", "The same of the days before."),
            ]),
    ];
}
