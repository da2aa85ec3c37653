using BatchVision.Contracts;

namespace BatchVision.Storage;

/// <summary>
/// Turns results into rows. Images, labels, recognitions, predictions and the end of their chunks are one transaction, so
/// a chunk is done exactly when its rows are there. The first result of a chunk counts; repeats find it done and change
/// nothing, in whatever order they come. Where a policy is active its verdicts on the images are part of the transaction.
/// </summary>
public sealed class RecognitionWriter : IAsyncDisposable
{
    internal static readonly RowShape ChunkIdShape = new(("chunk_id", ColumnType.Guid));

    internal static readonly RowShape ClosedShape = new(
        ("chunk_id", ColumnType.Guid), ("recognized", ColumnType.Integer), ("failed", ColumnType.Integer), ("elapsed_seconds", ColumnType.Real),
        ("fetch_seconds", ColumnType.Real), ("decode_seconds", ColumnType.Real), ("infer_seconds", ColumnType.Real),
        ("worker", ColumnType.Text), ("image_seconds", ColumnType.Real));

    internal static readonly RowShape ImageShape = new(
        ("n", ColumnType.Integer), ("source_id", ColumnType.Integer), ("key", ColumnType.Text), ("etag", ColumnType.Text),
        ("bytes", ColumnType.Integer), ("width", ColumnType.Integer), ("height", ColumnType.Integer), ("format", ColumnType.Text),
        ("sha256", ColumnType.Text), ("perceptual_hash", ColumnType.Integer), ("captured_at", ColumnType.Timestamp),
        ("latitude", ColumnType.Double), ("longitude", ColumnType.Double));

    internal static readonly RowShape RecognitionShape = new(
        ("image_id", ColumnType.Integer), ("model_id", ColumnType.Integer), ("ingested_on", ColumnType.Date), ("job_id", ColumnType.Guid),
        ("status", ColumnType.Text), ("reason", ColumnType.Text), ("prediction_count", ColumnType.Integer));

    internal static readonly RowShape PredictionShape = new(
        ("image_id", ColumnType.Integer), ("model_id", ColumnType.Integer), ("rank", ColumnType.Integer), ("ingested_on", ColumnType.Date),
        ("label_id", ColumnType.Integer), ("score", ColumnType.Real), ("x", ColumnType.Real), ("y", ColumnType.Real), ("width", ColumnType.Real), ("height", ColumnType.Real));

    private readonly TimeProvider _time;
    private readonly Session _session;
    private readonly WriterSql _sql;
    private readonly Moderation _moderation;
    private Catalog? _catalog;
    private DateOnly? _partitionsOf;

    private DateOnly Today => DateOnly.FromDateTime(_time.GetUtcNow().UtcDateTime);

    /// <summary>Opens nothing yet.</summary>
    /// <param name="database">A migrated database.</param>
    /// <param name="timeProvider">Clock of the timestamps; the system's by default.</param>
    public RecognitionWriter(Database database, TimeProvider? timeProvider = null)
    {
        ArgumentNullException.ThrowIfNull(database);
        _time = timeProvider ?? TimeProvider.System;
        _session = database.OpenSession(_time);
        _sql = Sql(database.Dialect);
        _moderation = new Moderation(_session, _time);
    }

    /// <summary>Writes a batch of results and closes their chunks. Returns what that was.</summary>
    /// <exception cref="ChunkRefusedException">A result does not answer its chunk; nothing was written.</exception>
    /// <exception cref="StorageUnavailableException">The database stayed locked or away; nothing was written and another try may succeed.</exception>
    public async Task<Written> WriteAsync(IReadOnlyList<ChunkRecognized> results, CancellationToken cancellationToken)
    {
        await CreatePartitionsAsync(cancellationToken);
        return await _session.WriteAsync(token => WriteOnceAsync(results, _catalog ??= new Catalog(_session), token), cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _session.DisposeAsync();

    internal static WriterSql Sql(SqlDialect dialect) =>
        new(dialect, ChunkIdShape, ClosedShape, ImageShape, RecognitionShape, PredictionShape);

    /// <summary>Once a day and process: months before rows come that need them, so that one failure does no harm.</summary>
    private async Task CreatePartitionsAsync(CancellationToken cancellationToken)
    {
        if (_session.Dialect.CreatePartitions is { } statement && _partitionsOf != Today)
        {
            var today = Today;
            await _session.WriteAsync(token => _session.ExecuteAsync(statement, token, ("@today", today)), cancellationToken);
            _partitionsOf = today;
        }
    }

    private async Task<Written> WriteOnceAsync(IReadOnlyList<ChunkRecognized> results, Catalog catalog, CancellationToken token)
    {
        var open = await OpenChunksAsync(results, token);
        if (open.Count == 0)
        {
            return new Written([], 0, 0, 0, 0);
        }

        var models = await catalog.ModelsAsync(open.SelectMany(chunk => chunk.Result.Models), token);
        var images = new SortedDictionary<ImageKey, ImageFacts?>();
        foreach (var (chunk, _) in open)
        {
            var sourceId = await catalog.SourceAsync(chunk.Source, token);
            foreach (var image in chunk.Images)
            {
                var key = new ImageKey(sourceId, image.Key, image.ETag);
                images[key] = image.Facts ?? images.GetValueOrDefault(key);
            }
        }

        var written = await WriteImagesAsync(images, token);
        var answers = new SortedDictionary<AnswerKey, Answer>();
        foreach (var (chunk, _) in open)
        {
            var sourceId = await catalog.SourceAsync(chunk.Source, token);
            foreach (var image in chunk.Images)
            {
                var (imageId, ingestedOn) = written[new ImageKey(sourceId, image.Key, image.ETag)];
                foreach (var (fingerprint, answer) in Answer.Of(chunk, image))
                {
                    // The rule of the upsert (WriterSql.UpsertRecognitions), for two jobs that meet in one batch.
                    var key = new AnswerKey(imageId, models[fingerprint], ingestedOn);
                    if (answer.Status.IsSettled() || !answers.TryGetValue(key, out var other) || !other.Status.IsSettled())
                    {
                        answers[key] = answer;
                    }
                }
            }
        }

        await WriteAnswersAsync(answers, catalog, token);
        var verdicts = await _moderation.DecideNewAsync(written.Values.Select(image => image.Id), answers.Keys.Select(key => key.ModelId).ToHashSet(), token);
        await CloseChunksAsync(open, token);
        return new Written(
            open.ConvertAll(chunk => chunk.Closed), written.Count, answers.Count, answers.Values.Sum(answer => answer.Predictions.Count), verdicts);
    }

    private async Task<List<(ChunkRecognized Result, ClosedChunk Closed)>> OpenChunksAsync(IReadOnlyList<ChunkRecognized> results, CancellationToken token)
    {
        var distinct = results.DistinctBy(result => result.ChunkId).OrderBy(result => result.ChunkId).ToList();
        var rows = new RowSet(ChunkIdShape);
        foreach (var result in distinct)
        {
            rows.Add(result.ChunkId);
        }

        var rowsFound = await _session.QueryAsync(
            _sql.SelectChunks, rows,
            r => (
                Id: r.GetGuid(0), IsClosed: r.GetString(2) is not ("pending" or "sent"),
                Chunk: new ClosedChunk(JobTable.LaneOf(r.GetString(3)), r.GetInt32(1), r.IsDBNull(4) ? null : r.GetFieldValue<DateTimeOffset>(4))),
            token);
        var chunks = rowsFound.ToDictionary(chunk => chunk.Id);
        var open = new List<(ChunkRecognized, ClosedChunk)>(distinct.Count);
        foreach (var result in distinct)
        {
            if (!chunks.TryGetValue(result.ChunkId, out var found))
            {
                throw new ChunkRefusedException(result.ChunkId, $"Chunk {result.ChunkId} is not in the ledger: the result belongs to another database.");
            }

            if (found.Chunk.Images != result.Images.Count)
            {
                throw new ChunkRefusedException(
                    result.ChunkId, $"Chunk {result.ChunkId} has {found.Chunk.Images} images and its result {result.Images.Count}.");
            }

            if (!found.IsClosed)
            {
                open.Add((result, found.Chunk));
            }
        }

        return open;
    }

    private async Task<Dictionary<ImageKey, (long Id, DateOnly IngestedOn)>> WriteImagesAsync(
        SortedDictionary<ImageKey, ImageFacts?> images, CancellationToken token)
    {
        var rows = new RowSet(ImageShape);
        var keys = new List<ImageKey>(images.Count);
        foreach (var (key, facts) in images)
        {
            rows.Add(
                keys.Count, key.SourceId, key.Key, key.ETag, facts?.Bytes, facts?.Width, facts?.Height, facts?.Format, facts?.Sha256,
                unchecked((long?)facts?.PerceptualHash), facts?.CapturedAt, facts?.Latitude, facts?.Longitude);
            keys.Add(key);
        }

        await _session.ExecuteAsync(_sql.UpsertImages, rows, token, ("@now", _time.GetUtcNow()), ("@today", Today));
        var written = await _session.QueryAsync(
            _sql.SelectImages, rows, r => (N: r.GetInt32(0), Id: r.GetInt64(1), IngestedOn: r.GetFieldValue<DateOnly>(2)), token);
        return written.ToDictionary(row => keys[row.N], row => (row.Id, row.IngestedOn));
    }

    private async Task WriteAnswersAsync(
        SortedDictionary<AnswerKey, Answer> answers, Catalog catalog, CancellationToken token)
    {
        var labels = await catalog.LabelsAsync(
            answers.SelectMany(a => a.Value.Predictions.Select(p => (a.Key.ModelId, p.ClassIndex, p.Label))), token);
        var recognitions = new RowSet(RecognitionShape);
        var predictions = new RowSet(PredictionShape);
        foreach (var ((imageId, modelId, ingestedOn), answer) in answers)
        {
            recognitions.Add(imageId, modelId, ingestedOn, answer.JobId, answer.Status.ToString(), answer.Reason, answer.Predictions.Count);
            foreach (var (i, p) in answer.Predictions.Index())
            {
                predictions.Add(
                    imageId, modelId, i + 1, ingestedOn, labels[(modelId, p.ClassIndex)],
                    p.Score, p.Box?.X, p.Box?.Y, p.Box?.Width, p.Box?.Height);
            }
        }

        await _session.ExecuteAsync(_sql.UpsertRecognitions, recognitions, token, ("@now", _time.GetUtcNow()));
        await _session.ExecuteAsync(_sql.DeleteOrphans, recognitions, token);
        await _session.ExecuteAsync(_sql.UpsertPredictions, predictions, token);
    }

    private async Task CloseChunksAsync(List<(ChunkRecognized Result, ClosedChunk Closed)> open, CancellationToken token)
    {
        var rows = new RowSet(ClosedShape);
        foreach (var (chunk, _) in open)
        {
            var recognized = chunk.Images.Count(image => image.Status == ImageStatus.Recognized);
            rows.Add(
                chunk.ChunkId, recognized, chunk.Images.Count - recognized,
                chunk.Times?.Elapsed, chunk.Times?.Fetch, chunk.Times?.Decode, chunk.Times?.Infer,
                chunk.Worker?.Name, chunk.Worker?.ImageSeconds);
        }

        await _session.ExecuteAsync(_sql.CloseChunks, rows, token, ("@now", _time.GetUtcNow()));
    }
}
