using System.Diagnostics;
using BatchVision.Contracts;
using Microsoft.Extensions.Time.Testing;

namespace BatchVision.Storage.Tests;

/// <summary>What scaling and alerts are told.</summary>
public abstract class WorkloadTests(Dialect dialect) : StorageTests(dialect)
{
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));

    private Workload Workload => Own(new Workload(Temp.Database, _time));

    [Fact]
    public async Task Read_NothingToDo_IsZeroOnEveryLane()
    {
        Assert.Equal(
            Enum.GetValues<Lane>().Select(lane => new LaneLoad(lane, 0, TimeSpan.Zero, 0, null)), await Workload.ReadAsync(Token));
    }

    [Fact]
    public async Task Read_ChunksThatWait_CountsTheirImagesAndTheAgeOfTheOldest()
    {
        var ledger = Own(new Ledger(Temp.Database, _time));
        var job = await Temp.StartAsync(Sample.Cats);
        job = await ledger.RecordPageAsync(job, Page("a", Sample.Images(5)), Token);
        _time.Advance(TimeSpan.FromMinutes(3));
        await ledger.RecordPageAsync(job, Page("b", Sample.Images(2, from: 5)), Token);
        var sent = await ledger.PendingChunksAsync(job, 1, Token);
        await ledger.MarkSentAsync(sent, Token);
        _time.Advance(TimeSpan.FromMinutes(1));

        var backfill = (await Workload.ReadAsync(Token))[(int)Lane.Backfill];

        Assert.Equal(new LaneLoad(Lane.Backfill, 7, TimeSpan.FromMinutes(4), 0, null), backfill);
    }

    [Fact]
    public async Task Read_JobThatIsPausedOrAnswered_DoesNotWait()
    {
        var (job, chunks) = await Temp.PlanAsync([Sample.Cats], Sample.Images(3), Sample.Images(4, from: 3));
        await Temp.Writer.WriteAsync([Sample.Result(chunks[0], [Sample.Cats])], Token);
        Assert.Equal(4, (await Workload.ReadAsync(Token))[(int)Lane.Backfill].Images);

        await Temp.Ledger.PauseJobAsync(job.JobId, "wait", Token);

        Assert.Equal(0, (await Workload.ReadAsync(Token))[(int)Lane.Backfill].Images);
    }

    [Fact]
    public async Task Read_WorkersThatAnsweredLately_AreCountedOnceWithTheirMeanCost()
    {
        var writer = Own(new RecognitionWriter(Temp.Database, _time));
        var (_, chunks) = await Temp.PlanAsync([Sample.Cats], [.. Enumerable.Range(0, 4).Select(i => Sample.Images(1, from: i))]);
        await writer.WriteAsync([Answer(chunks[0], "long-ago", 1f)], Token);
        _time.Advance(Workload.Recent + TimeSpan.FromSeconds(1));
        await writer.WriteAsync([Answer(chunks[1], "a", 0.25f), Answer(chunks[2], "a", 0.25f), Answer(chunks[3], "b", 1f)], Token);

        var backfill = (await Workload.ReadAsync(Token))[(int)Lane.Backfill];

        Assert.Equal((2, 0.5), (backfill.Workers, backfill.ImageSeconds!.Value));
    }

    [Fact]
    public async Task Chunk_PlannedInsideATrace_IsSentWithIt()
    {
        using var page = new Activity("list page").Start();
        var job = await Temp.Ledger.RecordPageAsync(await Temp.StartAsync(Sample.Cats), Page("a", Sample.Images(1)), Token);

        Assert.Equal(page.Id, Assert.Single(await Temp.Ledger.PendingChunksAsync(job, 10, Token)).TraceParent);
    }

    [Fact]
    public async Task Chunk_OfEvents_IsAsOldAsTheOldestOfThem()
    {
        await RegisterAsync();
        var now = _time.GetUtcNow();
        var events = Own(new EventLedger(Temp.Database, _time));
        await events.AppendAsync(
            new StreamPlan("s3://bucket/", "s3://bucket/", []),
            [Put("a", now.AddSeconds(-20)), Put("b", now.AddSeconds(-50)), Put("c", now.AddSeconds(-30))],
            (images, models, _) => ([new PlannedChunk(models, images)], 0), Token);

        Assert.Equal((3, TimeSpan.FromSeconds(50)), await Workload.ReadAsync(Token) is [var live, ..] ? ((int)live.Images, live.Oldest) : default);

        static ObjectChange Put(string key, DateTimeOffset at) => new(key, "v1", 10, new string('0', 64), at);
    }

    [Fact]
    public async Task Chunk_ThatIsSplit_StaysAsOldAsItWas()
    {
        var ledger = Own(new Ledger(Temp.Database, _time));
        var job = await ledger.RecordPageAsync(await Temp.StartAsync(Sample.Cats), Page("a", Sample.Images(3)), Token);
        var chunk = Assert.Single(await ledger.PendingChunksAsync(job, 10, Token));
        _time.Advance(TimeSpan.FromMinutes(2));
        var suspects = Own(new SuspectChunks(Temp.Database, _time));
        Assert.Equal(SuspectVerdict.Split, await suspects.SplitAsync(chunk.Command.ChunkId, Token));

        Assert.Equal(new LaneLoad(Lane.Quarantine, 3, TimeSpan.FromMinutes(2), 0, null), (await Workload.ReadAsync(Token))[(int)Lane.Quarantine]);
    }

    [Fact]
    public async Task Write_Results_TellsWhatBecameOfThem()
    {
        var ledger = Own(new Ledger(Temp.Database, _time));
        var job = await ledger.RecordPageAsync(await Temp.StartAsync(Sample.Cats), Page("a", Sample.Images(3)), Token);
        var chunk = Assert.Single(await ledger.PendingChunksAsync(job, 10, Token)).Command;
        var writer = Own(new RecognitionWriter(Temp.Database, _time));

        var written = await writer.WriteAsync([Sample.Result(chunk, [Sample.Cats], predictions: 2)], Token);
        var again = await writer.WriteAsync([Sample.Result(chunk, [Sample.Cats], predictions: 2)], Token);

        Assert.Equal(new ClosedChunk(Lane.Backfill, 3, _time.GetUtcNow()), Assert.Single(written.Chunks));
        Assert.Equal((3, 3, 6, 0), (written.Images, written.Recognitions, written.Predictions, written.Verdicts));
        Assert.Equal((0, 0, 0, 0, 0), (again.Chunks.Count, again.Images, again.Recognitions, again.Predictions, again.Verdicts));
    }

    private static PlannedPage Page(string checkpoint, ImageRef[] images) => new(
        "file:///pictures/", [new PlannedChunk([Sample.Cats.Fingerprint], images)], images.Length, 0, 0, checkpoint, ListingDone: false);

    private static ChunkRecognized Answer(RecognizeChunk chunk, string worker, float imageSeconds) =>
        Sample.Result(chunk, [Sample.Cats]) with { Worker = new WorkerFacts(worker, imageSeconds) };

    private async Task RegisterAsync()
    {
        var catalogue = Own(new ModelCatalogue(Temp.Database));
        await catalogue.OfferAsync(new ModelsOffered([new OfferedModel(Sample.Cats, ["cat"])], _time.GetUtcNow()), Token);
    }

    public sealed class OnSqlite() : WorkloadTests(Dialect.Sqlite);

    public sealed class OnPostgres() : WorkloadTests(Dialect.Postgres);
}
