namespace BatchVision.TestServers.Tests;

public sealed class S3ServerTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task KillAsync_StoredObject_IsThereAfterwards()
    {
        await using var server = await S3Server.StartAsync(Token);
        Assert.SkipUnless(server.CanRestart, "The object store is not ours to kill.");
        await using var bucket = await server.CreateBucketAsync(Token);
        var tag = await bucket.PutAsync("a/b.bin", new byte[] { 1, 2, 3 }, Token);

        await server.KillAsync(Token);
        await server.StartAgainAsync(Token);

        var found = await server.Client.GetObjectMetadataAsync(bucket.Name, "a/b.bin", Token);
        Assert.Equal(tag, found.ETag.Trim('"'));
        Assert.Equal(3, found.ContentLength);
    }
}
