using System.Net;
using Amazon.S3;
using Amazon.S3.Model;

namespace BatchVision.TestServers.Tests;

public sealed class S3ServerTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Bucket_ObjectPut_IsListedAndReadByItsTag()
    {
        var server = await SharedServers.S3Async(Token);
        await using var bucket = await server.CreateBucketAsync(Token);
        var tag = await bucket.PutAsync("a/b.bin", new byte[] { 1, 2, 3 }, Token);

        var listed = await server.Client.ListObjectsV2Async(new ListObjectsV2Request { BucketName = bucket.Name }, Token);
        Assert.Equal(("a/b.bin", tag), (listed.S3Objects.Single().Key, listed.S3Objects.Single().ETag.Trim('"')));
        using var found = await server.Client.GetObjectAsync(Get(bucket, tag), Token);
        Assert.Equal(3, found.ContentLength);
        var changed = await Assert.ThrowsAsync<AmazonS3Exception>(
            () => server.Client.GetObjectAsync(Get(bucket, "00000000000000000000000000000000"), Token));
        Assert.Equal(HttpStatusCode.PreconditionFailed, changed.StatusCode);

        static GetObjectRequest Get(TestBucket bucket, string tag) =>
            new() { BucketName = bucket.Name, Key = "a/b.bin", EtagToMatch = $"\"{tag}\"" };
    }

    [Fact]
    public async Task UploadFolderAsync_NestedFiles_AreKeysBelowThePrefix()
    {
        var server = await SharedServers.S3Async(Token);
        await using var bucket = await server.CreateBucketAsync(Token);
        var folder = Directory.CreateTempSubdirectory("bv-upload-");
        Directory.CreateDirectory(Path.Combine(folder.FullName, "deep"));
        await File.WriteAllTextAsync(Path.Combine(folder.FullName, "1.txt"), "one", Token);
        await File.WriteAllTextAsync(Path.Combine(folder.FullName, "deep", "2.txt"), "two", Token);

        Assert.Equal(2, await bucket.UploadFolderAsync("in/", folder.FullName, 4, Token));

        folder.Delete(recursive: true);
        var listed = await server.Client.ListObjectsV2Async(new ListObjectsV2Request { BucketName = bucket.Name }, Token);
        Assert.Equal(["in/1.txt", "in/deep/2.txt"], listed.S3Objects.Select(found => found.Key));
    }

    [Fact]
    public async Task KillAsync_StoredObject_IsThereAfterwards()
    {
        await using var server = await S3Server.StartAsync(Token);
        Assert.SkipUnless(server.CanRestart, "The object store is not ours to kill.");
        await using var bucket = await server.CreateBucketAsync(Token);
        var tag = await bucket.PutAsync("a/b.bin", new byte[] { 1, 2, 3 }, Token);

        await server.KillAsync(Token);
        using (var once = server.CreateClient(server.Endpoint, maxRetries: 0))
        {
            await Assert.ThrowsAnyAsync<Exception>(() => once.ListBucketsAsync(Token));
        }

        await server.StartAgainAsync(Token);

        var found = await server.Client.GetObjectMetadataAsync(bucket.Name, "a/b.bin", Token);
        Assert.Equal(tag, found.ETag.Trim('"'));
    }
}
