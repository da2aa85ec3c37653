namespace BatchVision.EndToEnd.Tests;

/// <summary>Invariant 3: an image that ends the process that works on it harms no other.</summary>
public sealed class PoisonTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact(Timeout = 240_000)]
    public async Task Image_ThatEndsItsWorker_BecomesOneRowAndItsNeighboursAreRecognized()
    {
        await using var stack = await Stack.CreateAsync();
        await TinyPictures.UploadAsync(stack.Bucket, "", 640, Token);
        stack.Settings["Worker__CrashOnKey"] = "000100.jpg";
        await stack.StartServicesAsync();
        await using var workers = new Supervisor(stack.Service("Worker"), () => stack.Start("Worker"));
        await using var quarantine = new Supervisor(null, () => stack.Start("Worker", ("Worker__Lanes", "Quarantine")));

        var job = await stack.WaitUntilClosedAsync((await stack.SubmitAsync()).JobId);

        Assert.Equal(("done", 640L, 639L, 1L), (job.Status, job.Listed, job.Recognized, job.Failed));
        var failure = Assert.Single(await Rows.QueryAsync(stack.Database, "SELECT key, status, reason FROM bi.failures"));
        Assert.StartsWith("000100.jpg|Poison|", failure, StringComparison.Ordinal);
        Assert.Empty(await Rows.UnbalancedAsync(stack.Database));
        await stack.AssertQuietAsync();
        Assert.InRange(workers.Ends, 2, 20);
        Assert.Equal(2, quarantine.Ends);

        // Workers are back at work, and the culprit is known: it is not tried again.
        await TinyPictures.UploadAsync(stack.Bucket, "more/", 64, Token);
        var next = await stack.WaitUntilClosedAsync((await stack.SubmitAsync()).JobId);
        Assert.Equal((704L, 640L, 64L), (next.Listed, next.Skipped, next.Recognized));
    }
}
