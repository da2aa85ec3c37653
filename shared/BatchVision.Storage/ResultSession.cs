using BatchVision.Contracts;

namespace BatchVision.Storage;

/// <summary>One connection of a <see cref="RecognitionWriter"/>; used by one caller at a time.</summary>
/// <param name="session">The connection.</param>
/// <param name="time">Clock of the timestamps.</param>
internal sealed class ResultSession(Session session, TimeProvider time) : IAsyncDisposable
{
    private readonly WriterSql _sql = new(session.Dialect);
    private readonly Moderation _moderation = new(session, time);
    private readonly Catalog _catalog = new(session);

    // Kept from write to write: megabytes each time.
    private readonly RowSet _recognitions = new(WriterSql.RecognitionShape);
    private readonly RowSet _predictions = new(WriterSql.PredictionShape);

    public Task<Written> WriteAsync(IReadOnlyList<ChunkRecognized> results, CancellationToken cancellationToken) =>
        session.WriteAsync(token => WriteOnceAsync(results, token), cancellationToken);

    /// <summary>Months before rows come that need them.</summary>
    public Task CreatePartitionsAsync(string statement, DateOnly today, CancellationToken cancellationToken) =>
        session.WriteAsync(token => session.ExecuteAsync(statement, token, ("@today", today)), cancellationToken);

    public ValueTask DisposeAsync() => session.DisposeAsync();

    private async Task<Written> WriteOnceAsync(IReadOnlyList<ChunkRecognized> results, CancellationToken token)
    {
        var open = await OpenChunksAsync(results, token);
        if (open.Count == 0)
        {
            return new Written([], 0, 0, 0, 0);
        }

        var models = await _catalog.ModelsAsync(open.SelectMany(chunk => chunk.Result.Models), token);
        var facts = new Dictionary<ImageKey, ImageFacts?>();
        foreach (var (chunk, _) in open)
        {
            var sourceId = await _catalog.SourceAsync(chunk.Source, token);
            foreach (var image in chunk.Images)
            {
                var key = new ImageKey(sourceId, image.Key, image.ETag);
                facts[key] = image.Facts ?? facts.GetValueOrDefault(key);
            }
        }

        var images = await WriteImagesAsync(facts, token);
        var (added, repeated) = (new Dictionary<AnswerKey, Answer>(), new Dictionary<AnswerKey, Answer>());
        foreach (var (chunk, _) in open)
        {
            var sourceId = await _catalog.SourceAsync(chunk.Source, token);
            foreach (var image in chunk.Images)
            {
                var written = images[new ImageKey(sourceId, image.Key, image.ETag)];
                var answers = written.IsNew ? added : repeated;
                foreach (var (fingerprint, answer) in Answer.Of(chunk, image))
                {
                    // The rule of the upsert (WriterSql.UpsertRecognitions), for two jobs that meet in one batch.
                    var key = new AnswerKey(written.Id, models[fingerprint], written.IngestedOn);
                    if (answer.Status.IsSettled() || !answers.TryGetValue(key, out var other) || !other.Status.IsSettled())
                    {
                        answers[key] = answer;
                    }
                }
            }
        }

        // Of both at once: writers take new labels in one order.
        await _catalog.LabelsAsync(UnknownLabels(added.Concat(repeated)), token);
        await AddAnswersAsync(added, token);
        await MergeAnswersAsync(repeated, token);
        var answered = open.SelectMany(chunk => chunk.Result.Models).Select(model => models[model.Fingerprint]).ToHashSet();
        var verdicts = await _moderation.DecideNewAsync(images.Values.Select(image => image.Id), answered, token);
        await CloseChunksAsync(open, token);
        return new Written(
            open.ConvertAll(chunk => chunk.Closed), images.Count, added.Count + repeated.Count,
            added.Values.Concat(repeated.Values).Sum(answer => answer.Predictions.Count), verdicts);
    }

    private async Task<List<(ChunkRecognized Result, ClosedChunk Closed)>> OpenChunksAsync(IReadOnlyList<ChunkRecognized> results, CancellationToken token)
    {
        var distinct = results.DistinctBy(result => result.ChunkId).OrderBy(result => result.ChunkId).ToList();
        var rows = new RowSet(WriterSql.ChunkIdShape);
        foreach (var result in distinct)
        {
            rows.Add(result.ChunkId);
        }

        var rowsFound = await session.QueryAsync(
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

    private async Task<Dictionary<ImageKey, WrittenImage>> WriteImagesAsync(Dictionary<ImageKey, ImageFacts?> images, CancellationToken token)
    {
        var now = time.GetUtcNow();
        var today = DateOnly.FromDateTime(now.UtcDateTime);
        (string, object?)[] times = [("@now", now), ("@today", today)];
        var keys = images.Keys.Order().ToList();
        var added = await session.QueryAsync(
            _sql.InsertImages, Rows(keys), r => (Key: new ImageKey(r.GetInt32(0), r.GetString(1), r.GetString(2)), Id: r.GetInt64(3)), token, times);
        var written = added.ToDictionary(row => row.Key, row => new WrittenImage(row.Id, today, IsNew: true));
        keys.RemoveAll(written.ContainsKey);
        if (keys.Count > 0)
        {
            var known = Rows(keys);
            await session.ExecuteAsync(_sql.UpsertImages, known, token, times);
            foreach (var (n, image) in await session.QueryAsync(
                _sql.SelectImages, known, r => (r.GetInt32(0), new WrittenImage(r.GetInt64(1), r.GetFieldValue<DateOnly>(2), IsNew: false)), token))
            {
                written.Add(keys[n], image);
            }
        }

        return written;

        RowSet Rows(List<ImageKey> keys)
        {
            var rows = new RowSet(WriterSql.ImageShape);
            foreach (var (n, key) in keys.Index())
            {
                var facts = images[key];
                rows.Add(
                    n, key.SourceId, key.Key, key.ETag, facts?.Bytes, facts?.Width, facts?.Height, facts?.Format, facts?.Sha256,
                    unchecked((long?)facts?.PerceptualHash), facts?.CapturedAt, facts?.Latitude, facts?.Longitude);
            }

            return rows;
        }
    }

    private List<(int ModelId, int ClassIndex, string Label)> UnknownLabels(IEnumerable<KeyValuePair<AnswerKey, Answer>> answers)
    {
        var unknown = new List<(int, int, string)>();
        foreach (var (key, answer) in answers)
        {
            foreach (var prediction in answer.Predictions)
            {
                if (_catalog.Label(key.ModelId, prediction.ClassIndex) is null)
                {
                    unknown.Add((key.ModelId, prediction.ClassIndex, prediction.Label));
                }
            }
        }

        return unknown;
    }

    /// <summary>Of images that are new: no other writer has seen them, so nothing of theirs can be there, or come before the commit.</summary>
    private async Task AddAnswersAsync(Dictionary<AnswerKey, Answer> answers, CancellationToken token)
    {
        Fill(answers);
        await session.InsertAsync("recognition", _recognitions, token);
        await session.InsertAsync("prediction", _predictions, token);
    }

    private async Task MergeAnswersAsync(Dictionary<AnswerKey, Answer> answers, CancellationToken token)
    {
        Fill(answers);
        await session.ExecuteAsync(_sql.UpsertRecognitions, _recognitions, token);
        await session.ExecuteAsync(_sql.DeleteOrphans, _recognitions, token);
        await session.ExecuteAsync(_sql.UpsertPredictions, _predictions, token);
    }

    /// <summary>Answers as rows, in the order of their keys.</summary>
    private void Fill(Dictionary<AnswerKey, Answer> answers)
    {
        _recognitions.Clear();
        _predictions.Clear();
        var now = time.GetUtcNow();
        foreach (var (key, answer) in answers.OrderBy(answer => answer.Key))
        {
            _recognitions.Add(
                key.ImageId, key.ModelId, key.IngestedOn, answer.JobId, answer.Status.ToString(), answer.Reason, answer.Predictions.Count, now);
            for (var i = 0; i < answer.Predictions.Count; i++)
            {
                var p = answer.Predictions[i];
                _predictions.Add(
                    key.ImageId, key.ModelId, i + 1, key.IngestedOn, _catalog.Label(key.ModelId, p.ClassIndex)!.Value,
                    p.Score, p.Box?.X, p.Box?.Y, p.Box?.Width, p.Box?.Height);
            }
        }
    }

    private async Task CloseChunksAsync(List<(ChunkRecognized Result, ClosedChunk Closed)> open, CancellationToken token)
    {
        var rows = new RowSet(WriterSql.ClosedShape);
        foreach (var (chunk, _) in open)
        {
            var recognized = chunk.Images.Count(image => image.Status == ImageStatus.Recognized);
            rows.Add(
                chunk.ChunkId, recognized, chunk.Images.Count - recognized,
                chunk.Times?.Elapsed, chunk.Times?.Fetch, chunk.Times?.Decode, chunk.Times?.Infer,
                chunk.Worker?.Name, chunk.Worker?.ImageSeconds);
        }

        await session.ExecuteAsync(_sql.CloseChunks, rows, token, ("@now", time.GetUtcNow()));
    }

    private readonly record struct WrittenImage(long Id, DateOnly IngestedOn, bool IsNew);
}
