using BatchVision.Storage;

namespace BatchVision.EndToEnd.Tests;

public sealed class JobTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact(Timeout = 300_000)]
    public async Task Job_OfABucket_GivesTheRowsOfOneProcess()
    {
        var photographs = await Photographs.GetAsync();
        await using var stack = await Stack.CreateAsync(pictures: photographs.Bucket);
        await stack.StartServicesAsync();

        var job = await stack.WaitUntilClosedAsync((await stack.SubmitAsync()).JobId);

        Assert.Equal(("done", Photographs.Count, 0L), (job.Status, job.Listed, job.Pending));
        Assert.Equal(photographs.Rows, await Rows.ReadAsync(stack.Database));
        Assert.Empty(await Rows.UnbalancedAsync(stack.Database));
        await stack.AssertQuietAsync();
    }

    [Fact(Timeout = 120_000)]
    public async Task Job_InModeMissing_SkipsWhatIsKnownAndInModeAllDoesNot()
    {
        await using var stack = await Stack.CreateAsync();
        await stack.Bucket.UploadFolderAsync("a/", Repository.Samples, 8, Token);
        await stack.StartServicesAsync();
        var first = await stack.WaitUntilClosedAsync((await stack.SubmitAsync("a/")).JobId);
        await stack.Bucket.UploadFolderAsync("b/", Repository.Samples, 8, Token);

        var missing = await stack.WaitUntilClosedAsync((await stack.SubmitAsync()).JobId);
        var all = await stack.WaitUntilClosedAsync(
            (await stack.Jobs.SubmitAsync(new JobSubmission(stack.Bucket.Root, []) { Mode = JobMode.All }, Token)).JobId);

        Assert.Equal((2 * first.Listed, first.Listed, first.Listed), (missing.Listed, missing.Skipped, missing.Recognized));
        Assert.Equal((2 * first.Listed, 0L, 2 * first.Listed), (all.Listed, all.Skipped, all.Recognized));
    }

    [Fact(Timeout = 120_000)]
    public async Task Job_PausedAndResumed_EndsWithAllItsImages()
    {
        await using var stack = await Stack.CreateAsync();
        await UploadTinyAsync(stack, 1500);
        stack.Settings["Ingest__Window"] = "2";
        await stack.StartServicesAsync();
        var job = await stack.SubmitAsync();
        await stack.WaitForAnswersAsync(job.JobId, 64);

        await stack.Jobs.PauseAsync(job.JobId, Token);
        // What was sent is answered; then nothing moves.
        await Stack.UntilAsync(async () => (await Rows.QueryAsync(stack.Database, "SELECT 1 FROM chunk WHERE status = 'sent'")).Count == 0);
        var paused = (await stack.Jobs.FindAsync(job.JobId, Token))!;
        await stack.Jobs.ResumeAsync(job.JobId, Token);
        var done = await stack.WaitUntilClosedAsync(job.JobId);

        Assert.True(paused is { Paused: true, Status: "planning" or "running" } && paused.Recognized + paused.Failed < 1500, $"{paused}");
        Assert.Equal(("done", 1500L, 1500L), (done.Status, done.Listed, done.Recognized + done.Failed));
    }

    [Fact(Timeout = 120_000)]
    public async Task Job_Cancelled_EndsAndLeavesNothingToSend()
    {
        await using var stack = await Stack.CreateAsync();
        await UploadTinyAsync(stack, 1500);
        stack.Settings["Ingest__Window"] = "2";
        await stack.StartServicesAsync();
        var job = await stack.SubmitAsync();
        await stack.WaitForAnswersAsync(job.JobId, 64);

        var cancelled = await stack.Jobs.CancelAsync(job.JobId, Token);

        Assert.Equal("cancelled", cancelled!.Status);
        await Stack.UntilAsync(async () => (await Rows.QueryAsync(stack.Database, "SELECT 1 FROM chunk WHERE status IN ('pending', 'sent')")).Count == 0);
        await stack.AssertQuietAsync();
    }

    [Fact(Timeout = 120_000)]
    public async Task Retry_OfFailedImages_TakesTheVersionsOfNow()
    {
        await using var stack = await Stack.CreateAsync();
        await stack.Bucket.UploadFolderAsync("", Repository.Samples, 8, Token);
        await stack.Bucket.PutAsync("broken.jpg", "no picture"u8.ToArray(), Token);
        await stack.StartServicesAsync();
        var first = await stack.WaitUntilClosedAsync((await stack.SubmitAsync()).JobId);
        await stack.Bucket.PutAsync("broken.jpg", await File.ReadAllBytesAsync(Directory.GetFiles(Repository.Samples, "*.jpg")[0], Token), Token);

        var retry = await stack.Jobs.RetryFailedAsync(first.JobId, "test", Token);
        var second = await stack.WaitUntilClosedAsync(retry!.JobId);

        Assert.Equal((1L, 1L, 1L, 0L), (first.Failed, second.Listed, second.Recognized, second.Failed));
    }

    [Theory(Timeout = 120_000)]
    [InlineData("s3://there-is-no-such-bucket-here/", "bucket")]
    [InlineData("manifest+s3://there-is-no-such-bucket-here/m.jsonl", "m.jsonl")]
    public async Task Job_OfASourceThatCannotBeListed_FailsWithTheReason(string source, string reason)
    {
        await using var stack = await Stack.CreateAsync();
        await stack.StartServicesAsync();
        var job = await stack.Jobs.SubmitAsync(new JobSubmission(source, []), Token);

        var failed = await stack.WaitUntilClosedAsync(job.JobId);

        Assert.Equal("failed", failed.Status);
        Assert.Contains(reason, failed.Error, StringComparison.Ordinal);
        Assert.All(stack.Services, service => Assert.False(service.HasExited));
    }

    [Fact(Timeout = 120_000)]
    public async Task Job_CappedInImagesPerSecond_TakesItsTime()
    {
        await using var stack = await Stack.CreateAsync();
        await UploadTinyAsync(stack, 300);
        await stack.StartServicesAsync();

        var job = await stack.Jobs.SubmitAsync(new JobSubmission(stack.Bucket.Root, []) { ImagesPerSecond = 50 }, Token);
        var done = await stack.WaitUntilClosedAsync(job.JobId);

        // A second's worth may go at once, and the last chunk is not waited for: at the very least (300 - 50 - 64) / 50 s.
        Assert.True(done.FinishedAt - done.StartedAt > TimeSpan.FromSeconds(3.7), $"{done.FinishedAt - done.StartedAt}");
    }

    private static Task UploadTinyAsync(Stack stack, int count) => TinyPictures.UploadAsync(stack.Bucket, "", count, Token);
}
