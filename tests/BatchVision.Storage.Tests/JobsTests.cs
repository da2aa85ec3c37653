using BatchVision.Contracts;
using Microsoft.Extensions.Time.Testing;

namespace BatchVision.Storage.Tests;

public abstract class JobsTests(Dialect dialect) : StorageTests(dialect)
{
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 11, 23, 12, 0, 0, TimeSpan.Zero));
    private Jobs _jobs = null!;
    private JobLeases _leases = null!;

    private protected override Task PrepareAsync()
    {
        _jobs = Own(new Jobs(Temp.Database, _time));
        _leases = Own(new JobLeases(Temp.Database, "ingest-1", TimeSpan.FromMinutes(1), _time));
        return Temp.OfferAsync(Sample.Cats, Sample.Faces);
    }

    [Fact]
    public async Task Submit_Job_IsTheRowThatWasAskedFor()
    {
        var job = await _jobs.SubmitAsync(
            new JobSubmission("s3://bucket/a/", ["cats"])
            {
                Lane = Lane.Live,
                Mode = JobMode.All,
                ImageLimit = 100,
                ImagesPerSecond = 2.5,
                RequestedBy = "dashboard",
            },
            Token);

        Assert.Equal(("s3://bucket/a/", "planning", Lane.Live, JobMode.All), (job.Source, job.Status, job.Lane, job.Mode));
        Assert.Equal((2.5, "dashboard", false, false), (job.ImagesPerSecond, job.RequestedBy, job.Paused, job.Stream));
        Assert.Equal(_time.GetUtcNow(), job.StartedAt);
        Assert.Equivalent(job, await _jobs.FindAsync(job.JobId, Token), strict: true);
        var planned = (await Temp.Ledger.FindAsync(job.JobId, Token))!;
        Assert.Equal((100L, 2.5), (planned.ImageLimit, planned.ImagesPerSecond));
        Assert.Equal([Sample.Cats.Fingerprint], planned.Models);
    }

    [Fact]
    public async Task Find_UnknownJob_IsNull()
    {
        Assert.Null(await _jobs.FindAsync(Guid.NewGuid(), Token));
        Assert.Null(await _jobs.PauseAsync(Guid.NewGuid(), Token));
        Assert.Null(await _jobs.RetryFailedAsync(Guid.NewGuid(), null, Token));
    }

    [Fact]
    public async Task List_InPages_HasEachJobOnceNewestFirst()
    {
        var expected = new List<Guid>();
        for (var i = 0; i < 7; i++)
        {
            // Two of each moment: a page that ends between them must not lose one.
            expected.Add((await _jobs.SubmitAsync(new JobSubmission($"s3://bucket/{i}/", []), Token)).JobId);
            _time.Advance(TimeSpan.FromMilliseconds(i % 2));
        }

        var listed = new List<JobProgress>();
        while (await _jobs.ListAsync(listed.LastOrDefault()?.JobId, 2, Token) is { Count: > 0 } page)
        {
            listed.AddRange(page);
        }

        Assert.Equal(expected.Order(), listed.Select(job => job.JobId).Order());
        Assert.Equal(listed.OrderByDescending(job => job.StartedAt).Select(job => job.StartedAt), listed.Select(job => job.StartedAt));
    }

    [Fact]
    public async Task Pause_RunningJob_IsLetGoAndNotClaimedUntilItIsResumed()
    {
        var job = await _jobs.SubmitAsync(new JobSubmission("s3://bucket/a/", []), Token);
        Assert.Single(await _leases.ClaimAsync(Lane.Backfill, 5, Token));

        Assert.True((await _jobs.PauseAsync(job.JobId, Token))!.Paused);
        Assert.Empty(await _leases.RenewAsync(Token));
        Assert.Empty(await _leases.ClaimAsync(Lane.Backfill, 5, Token));

        Assert.False((await _jobs.ResumeAsync(job.JobId, Token))!.Paused);
        Assert.Single(await _leases.ClaimAsync(Lane.Backfill, 5, Token));
    }

    [Fact]
    public async Task Resume_JobThatTheSystemPaused_ForgetsTheReason()
    {
        var job = await _jobs.SubmitAsync(new JobSubmission("s3://bucket/a/", []), Token);
        await Temp.Ledger.PauseJobAsync(job.JobId, "No worker has the model.", Token);
        Assert.Equal((true, "No worker has the model."), Of(await _jobs.FindAsync(job.JobId, Token)));
        Assert.Equal((false, null), Of(await _jobs.ResumeAsync(job.JobId, Token)));

        static (bool, string?) Of(JobProgress? progress) => (progress!.Paused, progress.Error);
    }

    [Fact]
    public async Task Cancel_RunningJob_DropsWhatWaitsAndKeepsWhatIsAnswered()
    {
        var (job, chunks) = await Temp.PlanAsync([Sample.Cats], Sample.Images(2), Sample.Images(2, 2), Sample.Images(2, 4));
        await Temp.Ledger.RequeueOverdueAsync(job, TimeSpan.FromMinutes(-1), Token);
        var pending = await Temp.Ledger.PendingChunksAsync(job, 2, Token);
        await Temp.Ledger.MarkSentAsync(pending, Token);

        Assert.Equal("cancelled", (await _jobs.CancelAsync(job.JobId, Token))!.Status);

        Assert.Equal(["sent", "sent", "cancelled"], await Temp.RowsAsync("SELECT status FROM chunk ORDER BY ordinal"));
        Assert.Equal(2, (await Temp.Writer.WriteAsync([.. chunks.Select(chunk => Sample.Result(chunk, [Sample.Cats]))], Token)).Chunks.Count);
        var after = (await _jobs.FindAsync(job.JobId, Token))!;
        Assert.Equal(("cancelled", 4L, 2L), (after.Status, after.Recognized, after.Pending));
        await Assert.ThrowsAsync<StorageException>(() => Temp.Ledger.RecordPageAsync(
            job with { ListingDone = false }, new PlannedPage("file:///pictures/", [], 0, 0, 0, "zz", true), Token));
    }

    [Fact]
    public async Task Change_EndedJob_IsRefused()
    {
        var job = await _jobs.SubmitAsync(new JobSubmission("s3://bucket/a/", []), Token);
        await _jobs.CancelAsync(job.JobId, Token);
        foreach (var change in (Func<Guid, CancellationToken, Task<JobProgress?>>[])[_jobs.PauseAsync, _jobs.ResumeAsync, _jobs.CancelAsync])
        {
            var e = await Assert.ThrowsAsync<JobClosedException>(() => change(job.JobId, Token));
            Assert.Contains("cancelled", e.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Retry_OfFailures_IsAJobOfThemWithTheSameModels()
    {
        var (job, chunks) = await Temp.PlanAsync([Sample.Cats], Sample.Images(4));
        await Assert.ThrowsAsync<JobClosedException>(() => _jobs.RetryFailedAsync(job.JobId, null, Token));
        await Temp.Writer.WriteAsync(
            [Sample.Result(chunks[0], [Sample.Cats], status: i => i.ETag is "v1" or "v3" ? ImageStatus.TimedOut : ImageStatus.Recognized)], Token);
        Assert.True(await Temp.Ledger.TryCloseJobAsync(job, Token));

        var retry = (await _jobs.RetryFailedAsync(job.JobId, "dashboard", Token))!;

        Assert.Equal(($"failed-of:{job.JobId}", "planning", JobMode.All, "dashboard"), (retry.Source, retry.Status, retry.Mode, retry.RequestedBy));
        Assert.Equal(job.Models, (await Temp.Ledger.FindAsync(retry.JobId, Token))!.Models);
        var first = Assert.Single(await Temp.Ledger.FailedImagesAsync(job.JobId, 0, 1, Token));
        var second = Assert.Single(await Temp.Ledger.FailedImagesAsync(job.JobId, first.ImageId, 5, Token));
        Assert.Equal(
            [("file:///pictures/", "folder/00001.jpg"), ("file:///pictures/", "folder/00003.jpg")],
            new[] { first, second }.Select(image => (image.Root, image.Key)).OrderBy(image => image.Key, StringComparer.Ordinal));
    }

    [Fact]
    public async Task Retry_NothingFailed_IsRefused()
    {
        var (job, chunks) = await Temp.PlanAsync([Sample.Cats], Sample.Images(1));
        await Temp.Writer.WriteAsync([Sample.Result(chunks[0], [Sample.Cats])], Token);
        Assert.True(await Temp.Ledger.TryCloseJobAsync(job, Token));
        await Assert.ThrowsAsync<JobClosedException>(() => _jobs.RetryFailedAsync(job.JobId, null, Token));
    }

    public sealed class OnSqlite() : JobsTests(Dialect.Sqlite);

    public sealed class OnPostgres() : JobsTests(Dialect.Postgres);
}
