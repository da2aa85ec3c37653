using System.Diagnostics;

namespace BatchVision.EndToEnd.Tests;

public sealed class WorkerTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact(Timeout = 240_000)]
    public async Task Worker_ToldToStopWhileBusy_ExitsInTimeAndLosesNothing()
    {
        var photographs = await Photographs.GetAsync();
        await using var stack = await Stack.CreateAsync(pictures: photographs.Bucket);
        stack.Settings["Ingest__Window"] = "8";
        // Nothing may be sent again for want of time: what comes back here comes from the broker.
        stack.Settings["Ingest__Overdue"] = "00:10:00";
        await stack.StartServicesAsync();
        var job = await stack.SubmitAsync();

        // Three times: each graceful stop would spend a delivery count of what was prefetched and not begun.
        for (var stop = 1; stop <= 3; stop++)
        {
            await stack.WaitForAnswersAsync(job.JobId, stop * 300);
            var worker = stack.Service("Worker");
            var started = Stopwatch.GetTimestamp();
            Assert.Equal(0, await worker.StopAsync(Token));
            Assert.InRange(Stopwatch.GetElapsedTime(started), TimeSpan.Zero, ServiceDefaults.ShutdownLadder.GracePeriod);
            await stack.Start("Worker").WaitUntilReadyAsync(Token);
        }

        Assert.Equal("done", (await stack.WaitUntilClosedAsync(job.JobId)).Status);
        Assert.Equal(photographs.Rows, await Rows.ReadAsync(stack.Database));
        // Nothing was split: no chunk came back.
        Assert.Empty(await Rows.QueryAsync(stack.Database, "SELECT 1 FROM chunk WHERE status = 'split' OR attempts > 0"));
        await stack.AssertQuietAsync();
    }

    [Fact(Timeout = 240_000)]
    public async Task Chunks_GivenToTwoWorkersAndAgain_LeaveTheSameRows()
    {
        var photographs = await Photographs.GetAsync();
        await using var stack = await Stack.CreateAsync(pictures: photographs.Bucket);
        // So short that chunks are overdue before they are answered: they are sent again while they are being worked on.
        stack.Settings["Ingest__Overdue"] = "00:00:01";
        await stack.StartServicesAsync();
        await stack.Start("Worker").WaitUntilReadyAsync(Token);

        var job = await stack.WaitUntilClosedAsync((await stack.SubmitAsync()).JobId);

        Assert.Equal(("done", Photographs.Count), (job.Status, job.Listed));
        Assert.NotEmpty(await Rows.QueryAsync(stack.Database, "SELECT 1 FROM chunk WHERE attempts > 0"));
        Assert.Equal(photographs.Rows, await Rows.ReadAsync(stack.Database));
        Assert.Empty(await Rows.UnbalancedAsync(stack.Database));
        await stack.AssertQuietAsync();
    }

    [Fact(Timeout = 120_000)]
    public async Task Worker_WithoutTheModelOfAJob_PausesTheJobUntilOneHasIt()
    {
        await using var stack = await Stack.CreateAsync();
        await TinyPictures.UploadAsync(stack.Bucket, "", 10, Token);
        await stack.StartServicesAsync();
        await stack.Service("Worker").StopAsync(Token);
        var job = await stack.SubmitAsync();
        // The same model under other labels is another model.
        var other = Directory.CreateTempSubdirectory("bv-models-");
        var colors = other.CreateSubdirectory("colors").FullName;
        foreach (var file in Directory.GetFiles(Path.Combine(Repository.Models, "colors")))
            File.Copy(file, Path.Combine(colors, Path.GetFileName(file)));
        var labels = Path.Combine(colors, "labels.txt");
        await File.WriteAllTextAsync(labels, (await File.ReadAllTextAsync(labels, Token)).Replace("red", "crimson", StringComparison.Ordinal), Token);
        var stranger = stack.Start("Worker", ("Worker__ModelsDirectory", other.FullName));

        await Stack.UntilAsync(async () => (await stack.Jobs.FindAsync(job.JobId, Token))!.Paused);
        var paused = (await stack.Jobs.FindAsync(job.JobId, Token))!;
        await stranger.StopAsync(Token);
        stack.Start("Worker");
        await stack.Jobs.ResumeAsync(job.JobId, Token);
        var done = await stack.WaitUntilClosedAsync(job.JobId);
        other.Delete(recursive: true);

        Assert.Contains("has no model", paused.Error, StringComparison.Ordinal);
        Assert.Equal(("done", 10L), (done.Status, done.Recognized));
    }
}
