using System.Text;

namespace BatchVision.EndToEnd.Tests;

/// <summary>Invariant 6: nothing grows with the job.</summary>
public sealed class BackPressureTests
{
    private const int Keys = 200_000;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact(Timeout = 240_000)]
    public async Task Ingest_WithoutWorkers_KeepsTheBrokersBacklogAndItsOwnMemoryFlat()
    {
        await using var stack = await Stack.CreateAsync();
        await stack.Bucket.PutAsync("all.csv", Manifest(stack.Bucket.Name), Token);
        stack.Settings["Ingest__MaxPendingChunks"] = "10000";
        await stack.StartServicesAsync();
        await stack.Service("Worker").StopAsync(Token);

        var job = await stack.SubmitManifestAsync("all.csv");
        await Stack.UntilAsync(async () => (await stack.Jobs.FindAsync(job.JobId, Token))!.Listed >= Keys / 2);
        var early = stack.Service("Ingest").ResidentBytes;
        await Stack.UntilAsync(async () => (await stack.Jobs.FindAsync(job.JobId, Token)) is { ListingDone: true });
        var late = stack.Service("Ingest").ResidentBytes;

        var waiting = await stack.Broker.WaitForQueueAsync("recognize-backfill", queue => queue.Ready > 0, Token);
        Assert.InRange(waiting.Ready + waiting.Unacked, 1, 64);
        Assert.Equal(["64"], await Rows.QueryAsync(stack.Database, "SELECT count(*) FROM chunk WHERE status = 'sent'"));
        Assert.Equal([$"{Keys / 64 - 64}"], await Rows.QueryAsync(stack.Database, "SELECT count(*) FROM chunk WHERE status = 'pending'"));
        // The second half alone is 100,000 keys of 45 bytes and their JSON, several times over.
        Assert.InRange(late - early, long.MinValue, 16L << 20);
        TestContext.Current.TestOutputHelper?.WriteLine($"Ingest: {early >> 20} MiB at {Keys / 2} keys, {late >> 20} MiB at {Keys}.");
    }

    private static byte[] Manifest(string bucket)
    {
        var text = new StringBuilder("bucket,key,etag,size\n");
        for (var i = 0; i < Keys; i++)
            text.Append(bucket).Append(",pictures/").Append(i.ToString("00000000", null)).Append(".jpg,0123456789abcdef0123456789abcdef,1000\n");
        return Encoding.UTF8.GetBytes(text.ToString());
    }
}
