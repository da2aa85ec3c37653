using System.Globalization;
using BatchVision.Contracts;

namespace BatchVision.Storage;

/// <summary>
/// Turns object events into chunks of the live job of the day. Events come at least once and in any order: what is older than,
/// or the same as, what was seen of a key is dropped in the transaction that would have queued it.
/// </summary>
/// <param name="database">A migrated database.</param>
/// <param name="timeProvider">Clock of the days and timestamps; the system's by default.</param>
public sealed class EventLedger(Database database, TimeProvider? timeProvider = null) : IAsyncDisposable
{
    private static readonly RowShape EventShape = new(("key", ColumnType.Text), ("sequencer", ColumnType.Text));
    private static readonly RowShape ImageShape = new(("key", ColumnType.Text), ("etag", ColumnType.Text));

    private readonly TimeProvider _time = timeProvider ?? TimeProvider.System;
    private readonly Session _session = database.OpenSession(timeProvider ?? TimeProvider.System);

    /// <summary>Queues what is new. Returns how many images that are.</summary>
    /// <param name="plan">Where they go.</param>
    /// <param name="changes">Events of one root.</param>
    /// <param name="cut">Cuts images into chunks, leaving out the settled pairs; also says how many images had nothing left to do.</param>
    /// <param name="cancellationToken">Ends the write.</param>
    /// <exception cref="UnknownModelsException">No worker has offered these models.</exception>
    public Task<int> AppendAsync(
        StreamPlan plan,
        IReadOnlyList<ObjectChange> changes,
        Func<IReadOnlyList<ImageRef>, IReadOnlyList<string>, IReadOnlySet<SettledPair>, (List<PlannedChunk> Chunks, int Skipped)> cut,
        CancellationToken cancellationToken) => _session.WriteAsync(
        async token =>
        {
            var sourceId = await new Catalog(_session).SourceAsync(plan.Root, token);
            var news = await NewestAsync(sourceId, changes, token);
            if (news.Count == 0)
            {
                return 0;
            }

            var images = news.ConvertAll(change => new ImageRef(change.Key, change.ETag!, change.Bytes));
            var models = await ModelCatalogue.ResolveAsync(_session, plan.Models, token);
            var fingerprints = models.Select(model => model.Model.Fingerprint).Order(StringComparer.Ordinal).ToList();
            var (chunks, skipped) = cut(images, fingerprints, await KnownAsync(plan.Root, images, token));
            var jobId = await OpenJobAsync(plan, [.. models.Select(model => model.Id)], fingerprints, images.Count, skipped, token);
            await ChunkTable.InsertAsync(_session, jobId, plan.Root, Lane.Live, news.Min(change => change.At), chunks, token);
            return images.Count - skipped;
        },
        cancellationToken);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _session.DisposeAsync();

    /// <summary>Remembers the events and returns those that are news of an image.</summary>
    private async Task<List<ObjectChange>> NewestAsync(int sourceId, IReadOnlyList<ObjectChange> changes, CancellationToken token)
    {
        var upsert = $"""
            INSERT INTO object_event (source_id, key, sequencer)
            SELECT @source_id, r.key, r.sequencer FROM {_session.Dialect.From(EventShape)} r WHERE true
            ON CONFLICT (source_id, key) DO UPDATE SET sequencer = excluded.sequencer WHERE object_event.sequencer < excluded.sequencer
            RETURNING key
            """;
        var newest = changes.GroupBy(change => change.Key, StringComparer.Ordinal)
            .ToDictionary(group => group.Key, group => group.MaxBy(change => change.Sequencer, StringComparer.Ordinal)!, StringComparer.Ordinal);
        var rows = new RowSet(EventShape);
        foreach (var change in newest.Values.OrderBy(change => change.Key, StringComparer.Ordinal))
        {
            rows.Add(change.Key, change.Sequencer);
        }

        var news = await _session.QueryAsync(upsert, rows, r => r.GetString(0), token, ("@source_id", sourceId));
        return [.. news.Select(key => newest[key])
            .Where(change => change.ETag is not null)
            .OrderBy(change => change.Sequencer, StringComparer.Ordinal)];
    }

    private async Task<HashSet<SettledPair>> KnownAsync(string root, List<ImageRef> images, CancellationToken token)
    {
        var rows = new RowSet(ImageShape);
        foreach (var image in images)
        {
            rows.Add(image.Key, image.ETag);
        }

        return (await _session.QueryAsync(
            Ledger.KnownSql(_session.Dialect), rows, r => new SettledPair(r.GetString(0), r.GetString(1)), token, ("@root", root))).ToHashSet();
    }

    /// <summary>The open job of the plan and the day, made when it is missing, with these images counted.</summary>
    private async Task<Guid> OpenJobAsync(
        StreamPlan plan, IReadOnlyCollection<int> modelIds, IReadOnlyList<string> fingerprints, int listed, int skipped, CancellationToken token)
    {
        const string Count = """
            UPDATE job SET listed = listed + @listed, skipped = skipped + @skipped
            WHERE job_id = (
                SELECT j.job_id FROM job j JOIN source s ON s.source_id = j.source_id
                WHERE s.uri = @source AND j.request_key = @request_key AND j.status = 'planning' ORDER BY j.created_at LIMIT 1)
                AND status = 'planning'
            RETURNING job_id
            """;
        var now = _time.GetUtcNow();
        var requestKey = $"stream {now.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)} {string.Join(' ', fingerprints)}";
        (string, object?)[] parameters =
            [("@listed", listed), ("@skipped", skipped), ("@source", plan.Source), ("@request_key", requestKey)];
        var open = await _session.QueryAsync(Count, r => r.GetGuid(0), token, parameters);
        if (open is [var jobId])
        {
            return jobId;
        }

        // Two at once may both make one: two live jobs of a day are as good as one.
        await JobTable.InsertAsync(
            _session, new NewJob(plan.Source, modelIds, requestKey, Lane.Live, JobMode.Missing) { Stream = true, RequestedBy = "events" }, now, token);
        return (await _session.QueryAsync(Count, r => r.GetGuid(0), token, parameters))[0];
    }
}
