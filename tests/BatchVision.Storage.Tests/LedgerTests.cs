using BatchVision.Contracts;
using Microsoft.Extensions.Time.Testing;

namespace BatchVision.Storage.Tests;

public abstract class LedgerTests(Dialect dialect) : StorageTests(dialect)
{
    [Fact]
    public async Task Job_UnfinishedWithSameRequest_IsResumed()
    {
        var first = await Temp.StartAsync(Sample.Cats, Sample.Faces);
        await Temp.Ledger.RecordPageAsync(first, Page("k", listingDone: false, Sample.Images(3)), Token);

        var second = await Temp.StartAsync(Sample.Faces, Sample.Cats);

        Assert.Equal(first.JobId, second.JobId);
        Assert.Equal((true, "k", 3L), (second.Resumed, second.Checkpoint, second.Listed));
    }

    [Fact]
    public async Task Job_OtherModels_IsAnotherJob()
    {
        var first = await Temp.StartAsync(Sample.Cats);
        var second = await Temp.StartAsync(Sample.Faces);
        Assert.NotEqual(first.JobId, second.JobId);
        Assert.False(second.Resumed);
    }

    [Fact]
    public async Task Chunk_RecordedBeforeACrash_IsSentAfterIt()
    {
        var images = Sample.Images(2);
        await Temp.Ledger.RecordPageAsync(await Temp.StartAsync(Sample.Cats), Page("k", false, images), Token);
        await Temp.ReopenAsync();

        var job = await Temp.StartAsync(Sample.Cats);
        var (lane, chunk) = Assert.Single(await Temp.Ledger.PendingChunksAsync(job, 10, Token));

        Assert.Equal((Lane.Backfill, ChunkIds.Create(job.JobId, 0), "file:///pictures/"), (lane, chunk.ChunkId, chunk.Source));
        Assert.Equal(images, chunk.Images);
        Assert.Equal([Sample.Cats.Fingerprint], chunk.Models);
    }

    [Fact]
    public async Task Chunk_SentBeforeACrash_IsPendingAgain()
    {
        await Temp.PlanAsync([Sample.Cats], Sample.Images(2));
        await Temp.ReopenAsync();
        var job = await Temp.StartAsync(Sample.Cats);
        Assert.Equal(new Backlog(1, 0), await Temp.Ledger.BacklogAsync(job, Token));
    }

    [Fact]
    public async Task Chunk_AnsweredBeforeItIsMarkedSent_StaysDone()
    {
        var (job, chunks) = await Temp.PlanAsync([Sample.Cats], Sample.Images(2));
        await Temp.Writer.WriteAsync([Sample.Result(chunks[0], [Sample.Cats])], Token);
        await Temp.Ledger.MarkSentAsync(chunks.ConvertAll(chunk => new PendingChunk(Lane.Backfill, chunk)), Token);
        Assert.Equal(default, await Temp.Ledger.BacklogAsync(job, Token));
    }

    [Fact]
    public async Task Chunk_Overdue_WaitsFourTimesAsLongEachTimeUpToSixteen()
    {
        var time = new FakeTimeProvider(DateTimeOffset.UtcNow);
        var ledger = Own(new Ledger(Temp.Database, time));
        var (job, _) = await Temp.PlanAsync([Sample.Cats], Sample.Images(2));
        await ledger.MarkSentAsync(await RequeuedAsync(job), Token);
        var overdue = TimeSpan.FromMinutes(1);
        foreach (var times in (int[])[1, 4, 16, 16])
        {
            time.Advance(times * overdue);
            Assert.Equal(0, await ledger.RequeueOverdueAsync(job, overdue, Token));
            time.Advance(TimeSpan.FromMilliseconds(1));
            Assert.Equal(1, await ledger.RequeueOverdueAsync(job, overdue, Token));
            await ledger.MarkSentAsync(await ledger.PendingChunksAsync(job, 10, Token), Token);
        }

        Assert.Equal(["sent|4|No answer in time."], await Temp.RowsAsync("SELECT status, attempts, error FROM chunk"));

        // Sent by the clock of the test, and as if for the first time.
        async Task<List<PendingChunk>> RequeuedAsync(Job planned)
        {
            await Temp.ExecuteAsync("UPDATE chunk SET status = 'pending'");
            return await ledger.PendingChunksAsync(planned, 10, Token);
        }
    }

    [Fact]
    public async Task Page_RecordedByTwoPlanners_IsRecordedOnce()
    {
        var job = await Temp.StartAsync(Sample.Cats);
        var page = Page("k", false, Sample.Images(3));
        await Temp.Ledger.RecordPageAsync(job, page, Token);
        await Assert.ThrowsAsync<StorageException>(() => Temp.Ledger.RecordPageAsync(job, page, Token));
        Assert.Equal(3, (await Temp.Ledger.ProgressAsync(job.JobId, Token))!.Listed);
        Assert.Equal(1, await Temp.CountAsync("chunk"));
    }

    [Fact]
    public async Task Page_WhoseChunksAreRefused_LeavesNoCheckpoint()
    {
        var job = await Temp.StartAsync(Sample.Cats);
        job = await Temp.Ledger.RecordPageAsync(job, Page("k", false, Sample.Images(3)), Token);
        // A source without an address: the transaction fails after the checkpoint moved inside it.
        await Assert.ThrowsAsync<ArgumentNullException>(
            () => Temp.Ledger.RecordPageAsync(job, Page("l", false, Sample.Images(3, 3)) with { Root = null! }, Token));
        Assert.Equal("k", (await Temp.StartAsync(Sample.Cats)).Checkpoint);
    }

    [Fact]
    public async Task Known_Pairs_ArePerModelAndVersion()
    {
        var (_, chunks) = await Temp.PlanAsync([Sample.Cats], Sample.Images(3));
        await Temp.Writer.WriteAsync([Sample.Result(chunks[0], [Sample.Cats])], Token);
        var images = Sample.Images(3);
        images[1] = images[1] with { ETag = "newer" };

        var job = await Temp.StartAsync(Sample.Cats, Sample.Faces);
        var known = await Temp.Ledger.KnownAsync(job, "file:///pictures/", images, Token);

        Assert.Equal([new(images[0].Key, "aa"), new(images[2].Key, "aa")], known.OrderBy(pair => pair.Key, StringComparer.Ordinal));
    }

    [Theory]
    [InlineData(ImageStatus.Recognized, true)]
    [InlineData(ImageStatus.Corrupt, true)]
    [InlineData(ImageStatus.Unsupported, true)]
    [InlineData(ImageStatus.TooLarge, true)]
    [InlineData(ImageStatus.TooManyPixels, true)]
    [InlineData(ImageStatus.Poison, true)]
    [InlineData(ImageStatus.NotFound, false)]
    [InlineData(ImageStatus.Changed, false)]
    [InlineData(ImageStatus.AccessDenied, false)]
    [InlineData(ImageStatus.TimedOut, false)]
    [InlineData(ImageStatus.ModelFailed, false)]
    public async Task Known_Status_IsSettledOrTriedAgain(ImageStatus status, bool settled)
    {
        var (_, chunks) = await Temp.PlanAsync([Sample.Cats], Sample.Images(1));
        await Temp.Writer.WriteAsync([Sample.Result(chunks[0], [Sample.Cats], status: _ => status)], Token);
        var known = await Temp.Ledger.KnownAsync(await Temp.StartAsync(Sample.Cats), "file:///pictures/", Sample.Images(1), Token);
        Assert.Equal(settled ? 1 : 0, known.Count);
        Assert.Equal(settled, status.IsSettled());
    }

    [Fact]
    public async Task Close_WhileAChunkIsOpen_DoesNotClose()
    {
        var (job, chunks) = await Temp.PlanAsync([Sample.Cats], Sample.Images(2), Sample.Images(1, 2));
        await Temp.Writer.WriteAsync([Sample.Result(chunks[0], [Sample.Cats])], Token);
        Assert.False(await Temp.Ledger.TryCloseJobAsync(job, Token));
    }

    [Fact]
    public async Task Close_WhenAllIsDone_BalancesTheBooks()
    {
        var (job, chunks) = await Temp.PlanAsync([Sample.Cats], Sample.Images(4));
        await Temp.Writer.WriteAsync(
            [Sample.Result(chunks[0], [Sample.Cats], status: i => i.ETag == "v1" ? ImageStatus.Corrupt : ImageStatus.Recognized)], Token);

        Assert.True(await Temp.Ledger.TryCloseJobAsync(job, Token));
        Assert.True(await Temp.Ledger.TryCloseJobAsync(job, Token));

        var progress = (await Temp.Ledger.ProgressAsync(job.JobId, Token))!;
        Assert.Equal(("done", 4L, 3L, 1L, 0L), (progress.Status, progress.Listed, progress.Recognized, progress.Failed, progress.Pending));
        Assert.NotNull(progress.FinishedAt);
        Assert.False((await Temp.StartAsync(Sample.Cats)).Resumed);
    }

    [Fact]
    public async Task Close_UnbalancedBooks_IsRefusedByTheDatabase()
    {
        var job = await Temp.StartAsync(Sample.Cats);
        await Temp.Ledger.RecordPageAsync(job, new PlannedPage("file:///pictures/", [], 5, 4, 0, "z", true), Token);
        var e = await Assert.ThrowsAsync<StorageException>(() => Temp.Ledger.TryCloseJobAsync(job, Token));
        Assert.Contains("does not balance", e.Message, StringComparison.Ordinal);
        Assert.Equal("running", (await Temp.Ledger.ProgressAsync(job.JobId, Token))!.Status);
    }

    [Fact]
    public async Task Progress_WhileRunning_IsLive()
    {
        var (job, chunks) = await Temp.PlanAsync([Sample.Cats], Sample.Images(2), Sample.Images(3, 2));
        await Temp.Writer.WriteAsync([Sample.Result(chunks[0], [Sample.Cats])], Token);
        Assert.Equal(["running|5|2|0|3|2|1"], await Temp.RowsAsync(
            $"SELECT status, listed, recognized, failed, pending, chunks, chunks_done FROM {Temp.View("job_progress")}"));
        Assert.True((await Temp.Ledger.ProgressAsync(job.JobId, Token))!.ListingDone);
    }

    [Fact]
    public void ChunkId_OfJobAndOrdinal_IsAlwaysTheSame()
    {
        var job = Guid.Parse("0198c0de-0000-7000-8000-000000000001");
        Assert.Equal(ChunkIds.Create(job, 7), ChunkIds.Create(job, 7));
        Assert.NotEqual(ChunkIds.Create(job, 7), ChunkIds.Create(job, 8));
        Assert.Equal(8, ChunkIds.Create(job, 7).Version);
    }

    private static PlannedPage Page(string checkpoint, bool listingDone, ImageRef[] images) =>
        new("file:///pictures/", [new PlannedChunk([Sample.Cats.Fingerprint], images)], images.Length, 0, 0, checkpoint, listingDone);

    public sealed class OnSqlite() : LedgerTests(Dialect.Sqlite);

    public sealed class OnPostgres() : LedgerTests(Dialect.Postgres);

    public sealed class OnPartitioned() : LedgerTests(Dialect.Partitioned);
}
