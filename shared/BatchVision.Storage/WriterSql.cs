namespace BatchVision.Storage;

/// <summary>
/// The statements of <see cref="RecognitionWriter"/>, the same on every dialect but for their set of rows. Joins start from
/// the rows by CROSS JOIN, whose order SQLite keeps: left alone it may scan a table and look into the rows for each of
/// its million entries. PostgreSQL reads the same text as a plain join.
/// </summary>
internal sealed class WriterSql(
    SqlDialect dialect, RowShape chunkIds, RowShape closed, RowShape images, RowShape recognitions, RowShape predictions)
{
    // Held until the commit: of two writers with the same result, the second must find the chunk done; and in one order, so that
    // writers of overlapping batches wait for each other instead of meeting head-on.
    public string SelectChunks { get; } = $"""
        SELECT c.chunk_id, c.image_count, c.status, c.lane, c.listed_at
        FROM {dialect.From(chunkIds)} r CROSS JOIN chunk c WHERE c.chunk_id = r.chunk_id
        ORDER BY c.chunk_id {dialect.ForUpdate("c")}
        """;

    // A failure brings no facts and must not wipe those that an earlier run read.
    public string UpsertImages { get; } = $"""
        INSERT INTO image (source_id, key, etag, bytes, width, height, format, sha256, perceptual_hash, captured_at, latitude, longitude, first_seen_at, ingested_on)
        SELECT r.source_id, r.key, r.etag, r.bytes, r.width, r.height, r.format, r.sha256, r.perceptual_hash, r.captured_at, r.latitude, r.longitude, @now, @today
        FROM {dialect.From(images)} r WHERE true
        ON CONFLICT (source_id, key, etag) DO UPDATE SET
            bytes = excluded.bytes, width = excluded.width, height = excluded.height, format = excluded.format, sha256 = excluded.sha256,
            perceptual_hash = excluded.perceptual_hash, captured_at = excluded.captured_at,
            latitude = COALESCE(excluded.latitude, image.latitude), longitude = COALESCE(excluded.longitude, image.longitude)
        WHERE excluded.sha256 IS NOT NULL
        """;

    public string SelectImages { get; } = $"""
        SELECT r.n, i.image_id, i.ingested_on
        FROM {dialect.From(images)} r CROSS JOIN image i WHERE i.source_id = r.source_id AND i.key = r.key AND i.etag = r.etag
        """;

    // A failure that another try may cure never replaces a settled answer: results of two jobs may come in either order.
    public string UpsertRecognitions { get; } = $"""
        INSERT INTO recognition (image_id, model_id, ingested_on, job_id, status, reason, prediction_count, recognized_at)
        SELECT r.image_id, r.model_id, r.ingested_on, r.job_id, r.status, r.reason, r.prediction_count, @now
        FROM {dialect.From(recognitions)} r WHERE true
        ON CONFLICT (image_id, model_id, ingested_on) DO UPDATE SET
            job_id = excluded.job_id, status = excluded.status, reason = excluded.reason,
            prediction_count = excluded.prediction_count, recognized_at = excluded.recognized_at
        WHERE excluded.status NOT IN {Settlement.CurableSql} OR recognition.status IN {Settlement.CurableSql}
        """;

    // Counts against the stored row, not the new one: a failure that was not let in must not delete either.
    public string DeleteOrphans { get; } = $"""
        DELETE FROM prediction WHERE (image_id, model_id, rank, ingested_on) IN (
            SELECT p.image_id, p.model_id, p.rank, p.ingested_on
            FROM {dialect.From(recognitions)} r
            CROSS JOIN recognition c
            CROSS JOIN prediction p
            WHERE c.image_id = r.image_id AND c.model_id = r.model_id AND c.ingested_on = r.ingested_on
                AND p.image_id = c.image_id AND p.model_id = c.model_id AND p.ingested_on = c.ingested_on AND p.rank > c.prediction_count)
        """;

    public string UpsertPredictions { get; } = $"""
        INSERT INTO prediction (image_id, model_id, rank, ingested_on, label_id, score, x, y, width, height)
        SELECT r.image_id, r.model_id, r.rank, r.ingested_on, r.label_id, r.score, r.x, r.y, r.width, r.height
        FROM {dialect.From(predictions)} r WHERE true
        ON CONFLICT (image_id, model_id, rank, ingested_on) DO UPDATE SET
            label_id = excluded.label_id, score = excluded.score,
            x = excluded.x, y = excluded.y, width = excluded.width, height = excluded.height
        """;

    public string CloseChunks { get; } = $"""
        UPDATE chunk SET status = 'done', done_at = @now, recognized = r.recognized, failed = r.failed, refs = NULL,
            elapsed_seconds = r.elapsed_seconds, fetch_seconds = r.fetch_seconds, decode_seconds = r.decode_seconds, infer_seconds = r.infer_seconds,
            worker = r.worker, image_seconds = r.image_seconds
        FROM {dialect.From(closed)} r
        WHERE chunk.chunk_id = r.chunk_id AND chunk.status IN ('pending', 'sent')
        """;
}
