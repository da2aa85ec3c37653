using BatchVision.Contracts;
using CsCheck;
using Microsoft.Extensions.Time.Testing;

namespace BatchVision.Storage.Tests;

public abstract class EventLedgerTests(Dialect dialect) : StorageTests(dialect)
{
    private const string Root = "s3://bucket/";
    private static readonly StreamPlan Plan = new("s3://bucket/in/", Root, []);

    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 11, 23, 23, 59, 0, TimeSpan.Zero));
    private EventLedger _events = null!;

    private protected override Task PrepareAsync()
    {
        _events = Own(new EventLedger(Temp.Database, _time));
        return Temp.OfferAsync(Sample.Cats);
    }

    [Fact]
    public async Task Append_NewObjects_AreChunksOfTheLiveJobOfTheDay()
    {
        Assert.Equal(2, await AppendAsync(Put("a", 1), Put("b", 2)));
        Assert.Equal(1, await AppendAsync(Put("c", 3)));
        Assert.Equal(["live|planning|1|3|0|events"], await Temp.RowsAsync("SELECT lane, status, stream, listed, skipped, requested_by FROM job"));
        Assert.Equal(["0|live|2|pending", "1|live|1|pending"], await Temp.RowsAsync("SELECT ordinal, lane, image_count, status FROM chunk ORDER BY ordinal"));

        _time.Advance(TimeSpan.FromMinutes(2));
        Assert.Equal(1, await AppendAsync(Put("d", 4)));
        Assert.Equal(["3", "1"], await Temp.RowsAsync("SELECT listed FROM job ORDER BY created_at"));
    }

    [Fact]
    public async Task Append_SameEventAgain_QueuesNothing()
    {
        Assert.Equal(1, await AppendAsync(Put("a", 1)));
        Assert.Equal(0, await AppendAsync(Put("a", 1)));
        Assert.Equal(0, await AppendAsync(Put("a", 1), Put("a", 1)));
        Assert.Equal(1, await Temp.CountAsync("chunk"));
        Assert.Equal(["1"], await Temp.RowsAsync("SELECT listed FROM job"));
    }

    [Fact]
    public async Task Append_OlderEventThatComesLate_QueuesNothing()
    {
        Assert.Equal(1, await AppendAsync(Put("a", 5)));
        Assert.Equal(0, await AppendAsync(Put("a", 4)));
        Assert.Equal(0, await AppendAsync(Removed("a", 3)));
        Assert.Equal(1, await AppendAsync(Put("a", 6)));
        Assert.Equal(["a|v5", "a|v6"], await QueuedAsync());
    }

    [Fact]
    public async Task Append_SeveralOfAKey_QueuesTheNewest()
    {
        Assert.Equal(1, await AppendAsync(Put("a", 2), Put("a", 3), Put("a", 1)));
        Assert.Equal(["a|v3"], await QueuedAsync());
    }

    [Fact]
    public async Task Append_ObjectThatWasRemovedSince_QueuesNothing()
    {
        Assert.Equal(0, await AppendAsync(Put("a", 1), Removed("a", 2)));
        Assert.Equal(0, await AppendAsync(Removed("b", 2)));
        Assert.Equal(0, await AppendAsync(Put("b", 1)));
        Assert.Equal(0, await Temp.CountAsync("job"));
        Assert.Equal(1, await AppendAsync(Put("b", 3)));
    }

    [Fact]
    public async Task Append_KeysThatOnlyLookAlike_AreDifferentObjects()
    {
        Assert.Equal(4, await AppendAsync(Put("a", 1), Put("A", 1), Put("a ", 1), Put("ä", 1)));
        Assert.Equal(4, await Temp.CountAsync("object_event"));
    }

    [Fact]
    public async Task Append_KnownImage_IsCountedAsSkipped()
    {
        await AppendAsync(Put("a", 1));
        await AnswerAllAsync();
        // The same version, announced by a later event.
        Assert.Equal(0, await AppendAsync(Put("a", 2) with { ETag = "v1" }));
        Assert.Equal(["2|1"], await Temp.RowsAsync("SELECT listed, skipped FROM job"));
    }

    [Fact]
    public async Task Append_ModelThatNobodyOffers_RemembersNothing()
    {
        await Assert.ThrowsAsync<UnknownModelsException>(() => AppendAsync(Plan with { Models = ["dogs"] }, Put("a", 1)));
        Assert.Equal(0, await Temp.CountAsync("object_event"));
        Assert.Equal(1, await AppendAsync(Put("a", 1)));
    }

    [Fact]
    public async Task Append_AfterTheStreamEnded_IsAJobOfItsOwn()
    {
        await AppendAsync(Put("a", 1));
        var job = (await Temp.Ledger.FindAsync(Guid.Parse((await Temp.RowsAsync("SELECT job_id FROM job"))[0]), Token))!;
        await Temp.Ledger.EndStreamAsync(job, Token);
        await AnswerAllAsync();
        Assert.True(await Temp.Ledger.TryCloseJobAsync(job, Token));

        Assert.Equal(1, await AppendAsync(Put("b", 2)));
        Assert.Equal(["done|1", "planning|1"], await Temp.RowsAsync("SELECT status, listed FROM job ORDER BY status"));
    }

    [Fact]
    public async Task Append_FromManyConsumersAtOnce_QueuesEachVersionOnce()
    {
        const int Keys = 30;
        var random = new Random(1);
        var batches = Enumerable.Range(0, 4).Select(_ =>
        {
            // All consumers hear of all objects, each in an order of its own.
            var changes = Enumerable.Range(0, Keys).Select(i => Put($"{i}", 1)).ToArray();
            random.Shuffle(changes);
            return changes;
        }).ToList();
        var queued = await Task.WhenAll(batches.Select(changes => Task.Run(
            async () =>
            {
                await using var events = new EventLedger(Temp.Database);
                var sum = 0;
                foreach (var batch in changes.Chunk(7))
                {
                    sum += await events.AppendAsync(Plan, batch, Cut, Token);
                }

                return sum;
            },
            Token)));
        Assert.Equal(Keys, queued.Sum());
        Assert.Equal(Keys, (await QueuedAsync()).Distinct().Count());
        Assert.Equal([$"{Keys}"], await Temp.RowsAsync("SELECT sum(listed) FROM job"));
    }

    [Fact]
    public async Task Append_AnyOrderAndRepetition_EndsWithTheNewestOfEachKey()
    {
        var key = 0;
        await Gen.Select(Gen.Int[1, 6].List[1, 12], Gen.Int).SampleAsync(
            async (sequencers, seed) =>
            {
                var name = $"key {Interlocked.Increment(ref key)}";
                var events = sequencers.Select(sequencer => Put(name, sequencer)).ToArray();
                new Random(seed).Shuffle(events);
                var newest = 0;
                foreach (var change in events)
                {
                    var sequencer = int.Parse(change.ETag![1..], System.Globalization.CultureInfo.InvariantCulture);
                    Assert.Equal(sequencer > newest ? 1 : 0, await AppendAsync(change));
                    newest = Math.Max(newest, sequencer);
                }
            },
            iter: 10, threads: 1);
    }

    private static ObjectChange Put(string key, int sequencer) => new(key, $"v{sequencer}", 100, $"{sequencer:x16}", DateTimeOffset.UnixEpoch);

    private static ObjectChange Removed(string key, int sequencer) => new(key, null, 0, $"{sequencer:x16}", DateTimeOffset.UnixEpoch);

    private static (List<PlannedChunk> Chunks, int Skipped) Cut(
        IReadOnlyList<ImageRef> images, IReadOnlyList<string> models, IReadOnlySet<SettledPair> known)
    {
        var left = images.Where(image => !models.All(model => known.Contains(new SettledPair(image.Key, model)))).ToList();
        return (left.Count == 0 ? [] : [new PlannedChunk(models, left)], images.Count - left.Count);
    }

    private Task<int> AppendAsync(params IReadOnlyList<ObjectChange> changes) => AppendAsync(Plan, changes);

    private Task<int> AppendAsync(StreamPlan plan, params IReadOnlyList<ObjectChange> changes) => _events.AppendAsync(plan, changes, Cut, Token);

    private async Task AnswerAllAsync()
    {
        var job = (await Temp.Ledger.FindAsync(Guid.Parse((await Temp.RowsAsync("SELECT job_id FROM job"))[0]), Token))!;
        var pending = await Temp.Ledger.PendingChunksAsync(job, 1000, Token);
        await Temp.Writer.WriteAsync([.. pending.Select(chunk => Sample.Result(chunk.Command, [Sample.Cats]))], Token);
    }

    /// <summary>The versions that wait, as "key|etag".</summary>
    private async Task<List<string>> QueuedAsync() =>
        [.. (await Temp.RowsAsync("SELECT refs FROM chunk WHERE refs IS NOT NULL ORDER BY job_id, ordinal"))
            .SelectMany(refs => System.Text.Json.JsonDocument.Parse(refs).RootElement.EnumerateArray())
            .Select(image => $"{image.GetProperty("key").GetString()}|{image.GetProperty("eTag").GetString()}")];

    public sealed class OnSqlite() : EventLedgerTests(Dialect.Sqlite);

    public sealed class OnPostgres() : EventLedgerTests(Dialect.Postgres);
}
