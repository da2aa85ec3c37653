using BatchVision.Contracts;
using BatchVision.Storage;
using Microsoft.Extensions.Time.Testing;

namespace BatchVision.Ingest.Tests;

public sealed class JobPlannerTests
{
    private static readonly IngestOptions Small = new() { PageSize = 5, ChunkSize = 3 };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Plan_Folder_CutsChunksWithinPages()
    {
        await using var place = await Workplace.CreateAsync(images: 7);
        await File.WriteAllTextAsync(Path.Combine(place.Images, "notes.txt"), "x", Token);

        var job = await place.Planner(Small).PlanAsync(await place.StartAsync(null, Workplace.Cats), place.Objects, Token);

        Assert.Equal(
            ["0 [aa] 0000.jpg 0001.jpg 0002.jpg", "1 [aa] 0003.jpg 0004.jpg", "2 [aa] 0005.jpg 0006.jpg"], await place.ChunksAsync(job));
        var progress = (await place.Ledger.ProgressAsync(job.JobId, Token))!;
        Assert.Equal(("running", true, 7L, 0L, 1L), (progress.Status, progress.ListingDone, progress.Listed, progress.Skipped, progress.Ignored));
    }

    [Fact]
    public async Task Plan_StoppedMidwayAndResumed_EqualsOneRun()
    {
        await using var whole = await Workplace.CreateAsync(images: 23);
        var expected = await whole.ChunksAsync(
            await whole.Planner(Small).PlanAsync(await whole.StartAsync(null, Workplace.Cats), whole.Objects, Token));

        await using var place = await Workplace.CreateAsync(images: 23);
        var job = await place.StartAsync(null, Workplace.Cats);
        using var kill = CancellationTokenSource.CreateLinkedTokenSource(Token);
        // The clock stands still, so the planner waits for ever once four chunks (two pages) are pending.
        var stuck = place.Planner(Small with { MaxPendingChunks = 4 }, new FakeTimeProvider()).PlanAsync(job, place.Objects, kill.Token);
        while ((await place.Ledger.BacklogAsync(job, Token)).Pending < 4)
        {
            await Task.Yield();
        }

        await kill.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => stuck);
        var resumed = await place.StartAsync(null, Workplace.Cats);
        Assert.Equal((job.JobId, true, 10L), (resumed.JobId, resumed.Resumed, resumed.Listed));

        resumed = await place.Planner(Small).PlanAsync(resumed, place.Objects, Token);
        Assert.Equal(expected, await place.ChunksAsync(resumed));
        Assert.Equal(23, resumed.Listed);
    }

    [Fact(Timeout = 20_000)]
    public async Task Plan_WhileThereIsNoRoom_IsNotTakenForStuck()
    {
        await using var place = await Workplace.CreateAsync(images: 23);
        var job = await place.StartAsync(null, Workplace.Cats);
        var time = new FakeTimeProvider();
        var listings = new Listings(time);
        using var kill = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var waiting = place.Planner(Small with { MaxPendingChunks = 4 }, time, listings)
            .PlanAsync(job, place.Objects, kill.Token);
        while ((await place.Ledger.BacklogAsync(job, Token)).Pending < 4)
        {
            await Task.Yield();
        }

        time.Advance(TimeSpan.FromHours(1));
        while (listings.LongestWait > TimeSpan.FromMinutes(1))
        {
            time.Advance(Small.PollInterval);
            await Task.Yield();
            TestContext.Current.CancellationToken.ThrowIfCancellationRequested();
        }

        Assert.False(waiting.IsCompleted);
        await kill.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
    }

    [Fact]
    public async Task Plan_WhileAPageIsRecorded_ListsTheNextAndNoMore()
    {
        await using var place = await Workplace.CreateAsync(images: 0);
        var job = await place.StartAsync(null, Workplace.Cats);
        var source = new CountedPages(
            place.Objects.Source, pages: 4, recorded: async () => (await place.Ledger.ProgressAsync(job.JobId, Token))!.Listed);
        job = await place.Planner(Small).PlanAsync(job, source, Token);
        Assert.Equal(4, job.Listed);
        // Asked for the first and second page nothing is recorded; for the third, the first; and so on to the end of the listing.
        Assert.Equal([0, 0, 1, 2, 3], source.RecordedWhenAsked);
        Assert.True(source.IsOver);
    }

    [Fact]
    public async Task Plan_ThatFails_LeavesTheListingInGoodOrder()
    {
        await using var place = await Workplace.CreateAsync(images: 0);
        var job = await place.StartAsync(null, Workplace.Cats);
        var source = new CountedPages(place.Objects.Source, pages: 4, recorded: () => Task.FromResult(0L));
        await Assert.ThrowsAsync<StorageException>(() => place.Planner(Small).PlanAsync(job with { Listed = 7 }, source, Token));
        Assert.True(source.IsOver);
    }

    [Fact]
    public async Task Plan_KnownImages_AreSkippedPerModel()
    {
        await using var place = await Workplace.CreateAsync(images: 4);
        var first = await place.Planner(Small).PlanAsync(await place.StartAsync(null, Workplace.Cats), place.Objects, Token);
        await place.AnswerAsync(first, [Workplace.Cats], image => image.Key == "0001.jpg" ? ImageStatus.TimedOut : ImageStatus.Recognized);
        await File.WriteAllTextAsync(Path.Combine(place.Images, "0002.jpg"), "changed", Token);

        var same = await place.Planner(Small).PlanAsync(await place.StartAsync(null, Workplace.Cats), place.Objects, Token);
        Assert.Equal(["0 [aa] 0001.jpg 0002.jpg"], await place.ChunksAsync(same));
        Assert.Equal(2, (await place.Ledger.ProgressAsync(same.JobId, Token))!.Skipped);

        var more = await place.Planner(Small).PlanAsync(await place.StartAsync(null, Workplace.Cats, Workplace.Faces), place.Objects, Token);
        Assert.Equal(["0 [bb] 0000.jpg 0003.jpg", "1 [aa,bb] 0001.jpg 0002.jpg"], await place.ChunksAsync(more));
    }

    [Fact]
    public async Task Plan_EverythingKnown_ClosesWithoutAChunk()
    {
        await using var place = await Workplace.CreateAsync(images: 4);
        var first = await place.Planner(Small).PlanAsync(await place.StartAsync(null, Workplace.Cats), place.Objects, Token);
        await place.AnswerAsync(first, [Workplace.Cats], _ => ImageStatus.Recognized);

        var second = await place.Planner(Small).PlanAsync(await place.StartAsync(null, Workplace.Cats), place.Objects, Token);

        Assert.NotEqual(first.JobId, second.JobId);
        Assert.Empty(await place.ChunksAsync(second));
        Assert.True(await place.Ledger.TryCloseJobAsync(second, Token));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    [InlineData(7)]
    [InlineData(100)]
    public async Task Plan_ImageLimit_StopsThere(int limit)
    {
        await using var place = await Workplace.CreateAsync(images: 12);
        var job = await place.Planner(Small).PlanAsync(await place.StartAsync(limit, Workplace.Cats), place.Objects, Token);
        Assert.Equal(Math.Min(limit, 12), job.Listed);
        Assert.Equal(Math.Min(limit, 12), (await place.Ledger.PendingChunksAsync(job, 100, Token)).Sum(chunk => chunk.Command.Images.Count));
        Assert.True(job.ListingDone);
    }

    [Fact]
    public async Task Plan_EmptyFolder_ClosesWithNothing()
    {
        await using var place = await Workplace.CreateAsync(images: 0);
        var job = await place.Planner(Small).PlanAsync(await place.StartAsync(null, Workplace.Cats), place.Objects, Token);
        Assert.True(await place.Ledger.TryCloseJobAsync(job, Token));
    }
}
