namespace BatchVision.Storage;

/// <summary>
/// The statements of <see cref="ResultSession"/>, the same on every dialect but for their set of rows. Joins start from
/// the rows by CROSS JOIN, whose order SQLite keeps: left alone it may scan a table and look into the rows for each of
/// its million entries. PostgreSQL reads the same text as a plain join.
/// </summary>
internal sealed class WriterSql(SqlDialect dialect)
{
    public static readonly RowShape ChunkIdShape = new(("chunk_id", ColumnType.Guid));

    public static readonly RowShape ClosedShape = new(
        ("chunk_id", ColumnType.Guid), ("recognized", ColumnType.Integer), ("failed", ColumnType.Integer), ("elapsed_seconds", ColumnType.Real),
        ("fetch_seconds", ColumnType.Real), ("decode_seconds", ColumnType.Real), ("infer_seconds", ColumnType.Real),
        ("worker", ColumnType.Text), ("image_seconds", ColumnType.Real));

    public static readonly RowShape ImageShape = new(
        ("n", ColumnType.Integer), ("source_id", ColumnType.Integer), ("key", ColumnType.Text), ("etag", ColumnType.Text),
        ("bytes", ColumnType.Integer), ("width", ColumnType.Integer), ("height", ColumnType.Integer), ("format", ColumnType.Text),
        ("sha256", ColumnType.Text), ("perceptual_hash", ColumnType.Integer), ("captured_at", ColumnType.Timestamp),
        ("latitude", ColumnType.Double), ("longitude", ColumnType.Double));

    public static readonly RowShape RecognitionShape = new(
        ("image_id", ColumnType.Integer), ("model_id", ColumnType.Integer32), ("ingested_on", ColumnType.Date), ("job_id", ColumnType.Guid),
        ("status", ColumnType.Text), ("reason", ColumnType.Text), ("prediction_count", ColumnType.Integer32), ("recognized_at", ColumnType.Timestamp));

    public static readonly RowShape PredictionShape = new(
        ("image_id", ColumnType.Integer), ("model_id", ColumnType.Integer32), ("rank", ColumnType.Integer32), ("ingested_on", ColumnType.Date),
        ("label_id", ColumnType.Integer32), ("score", ColumnType.Real), ("x", ColumnType.Real), ("y", ColumnType.Real), ("width", ColumnType.Real), ("height", ColumnType.Real));

    // Held until the commit: of two writers with the same result, the second must find the chunk done; and in one order, so that
    // writers of overlapping batches wait for each other instead of meeting head-on.
    public string SelectChunks { get; } = $"""
        SELECT c.chunk_id, c.image_count, c.status, c.lane, c.listed_at
        FROM {dialect.From(ChunkIdShape)} r CROSS JOIN chunk c WHERE c.chunk_id = r.chunk_id
        ORDER BY c.chunk_id {dialect.ForUpdate("c")}
        """;

    // What comes back are the images that this transaction made: nobody else can have rows of theirs, so theirs are simply added.
    public string InsertImages { get; } = $"""
        {InsertImage(dialect)}
        ON CONFLICT (source_id, key, etag) DO NOTHING
        RETURNING source_id, key, etag, image_id
        """;

    // Of known images. A failure brings no facts and must not wipe those that an earlier run read. Locks its row in any case.
    public string UpsertImages { get; } = $"""
        {InsertImage(dialect)}
        ON CONFLICT (source_id, key, etag) DO UPDATE SET
            bytes = excluded.bytes, width = excluded.width, height = excluded.height, format = excluded.format, sha256 = excluded.sha256,
            perceptual_hash = excluded.perceptual_hash, captured_at = excluded.captured_at,
            latitude = COALESCE(excluded.latitude, image.latitude), longitude = COALESCE(excluded.longitude, image.longitude)
        WHERE excluded.sha256 IS NOT NULL
        """;

    public string SelectImages { get; } = $"""
        SELECT r.n, i.image_id, i.ingested_on
        FROM {dialect.From(ImageShape)} r CROSS JOIN image i WHERE i.source_id = r.source_id AND i.key = r.key AND i.etag = r.etag
        """;

    // A failure that another try may cure never replaces a settled answer: results of two jobs may come in either order.
    public string UpsertRecognitions { get; } = $"""
        INSERT INTO recognition (image_id, model_id, ingested_on, job_id, status, reason, prediction_count, recognized_at)
        SELECT r.image_id, r.model_id, r.ingested_on, r.job_id, r.status, r.reason, r.prediction_count, r.recognized_at
        FROM {dialect.From(RecognitionShape)} r WHERE true
        ON CONFLICT (image_id, model_id, ingested_on) DO UPDATE SET
            job_id = excluded.job_id, status = excluded.status, reason = excluded.reason,
            prediction_count = excluded.prediction_count, recognized_at = excluded.recognized_at
        WHERE excluded.status NOT IN {Settlement.CurableSql} OR recognition.status IN {Settlement.CurableSql}
        """;

    // Counts against the stored row, not the new one: a failure that was not let in must not delete either.
    public string DeleteOrphans { get; } = $"""
        DELETE FROM prediction WHERE (image_id, model_id, rank, ingested_on) IN (
            SELECT p.image_id, p.model_id, p.rank, p.ingested_on
            FROM {dialect.From(RecognitionShape)} r
            CROSS JOIN recognition c
            CROSS JOIN prediction p
            WHERE c.image_id = r.image_id AND c.model_id = r.model_id AND c.ingested_on = r.ingested_on
                AND p.image_id = c.image_id AND p.model_id = c.model_id AND p.ingested_on = c.ingested_on AND p.rank > c.prediction_count)
        """;

    public string UpsertPredictions { get; } = $"""
        INSERT INTO prediction (image_id, model_id, rank, ingested_on, label_id, score, x, y, width, height)
        SELECT r.image_id, r.model_id, r.rank, r.ingested_on, r.label_id, r.score, r.x, r.y, r.width, r.height
        FROM {dialect.From(PredictionShape)} r WHERE true
        ON CONFLICT (image_id, model_id, rank, ingested_on) DO UPDATE SET
            label_id = excluded.label_id, score = excluded.score,
            x = excluded.x, y = excluded.y, width = excluded.width, height = excluded.height
        """;

    public string CloseChunks { get; } = $"""
        UPDATE chunk SET status = 'done', done_at = @now, recognized = r.recognized, failed = r.failed, refs = NULL,
            elapsed_seconds = r.elapsed_seconds, fetch_seconds = r.fetch_seconds, decode_seconds = r.decode_seconds, infer_seconds = r.infer_seconds,
            worker = r.worker, image_seconds = r.image_seconds
        FROM {dialect.From(ClosedShape)} r
        WHERE chunk.chunk_id = r.chunk_id AND chunk.status IN ('pending', 'sent')
        """;

    private static string InsertImage(SqlDialect dialect) => $"""
        INSERT INTO image (source_id, key, etag, bytes, width, height, format, sha256, perceptual_hash, captured_at, latitude, longitude, first_seen_at, ingested_on)
        SELECT r.source_id, r.key, r.etag, r.bytes, r.width, r.height, r.format, r.sha256, r.perceptual_hash, r.captured_at, r.latitude, r.longitude, @now, @today
        FROM {dialect.From(ImageShape)} r WHERE true
        """;
}
