using Amazon.S3;
using Amazon.S3.Model;

namespace BatchVision.TestServers;

/// <summary>One test's bucket.</summary>
public sealed class TestBucket : IAsyncDisposable
{
    private readonly S3Server _server;

    private TestBucket(S3Server server, string name)
    {
        _server = server;
        Name = name;
    }

    public string Name { get; }

    /// <summary>s3://name/</summary>
    public string Root => $"s3://{Name}/";

    private AmazonS3Client Client => _server.Client;

    /// <summary>Puts one object; the answer is its ETag, without quotes.</summary>
    public async Task<string> PutAsync(string key, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        using var stream = new MemoryStream(content.ToArray());
        var answer = await Client.PutObjectAsync(
            new PutObjectRequest { BucketName = Name, Key = key, InputStream = stream }, cancellationToken);
        return answer.ETag.Trim('"');
    }

    /// <summary>Uploads every file below the folder as prefix + its relative path; the answer is how many.</summary>
    public async Task<int> UploadFolderAsync(string prefix, string folder, int concurrency, CancellationToken cancellationToken)
    {
        var files = Directory.GetFiles(folder, "*", SearchOption.AllDirectories);
        await Parallel.ForEachAsync(
            files,
            new ParallelOptions { MaxDegreeOfParallelism = concurrency, CancellationToken = cancellationToken },
            async (file, token) =>
            {
                var key = prefix + Path.GetRelativePath(folder, file).Replace(Path.DirectorySeparatorChar, '/');
                await Client.PutObjectAsync(new PutObjectRequest { BucketName = Name, Key = key, FilePath = file }, token);
            });
        return files.Length;
    }

    /// <summary>Removes the bucket from a server named by the environment; ours takes its buckets with it.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_server.CanRestart)
            return;

        ListObjectsV2Response page;
        do
        {
            page = await Client.ListObjectsV2Async(new ListObjectsV2Request { BucketName = Name });
            var keys = (page.S3Objects ?? []).Select(found => new KeyVersion { Key = found.Key }).ToList();
            if (keys.Count > 0)
                await Client.DeleteObjectsAsync(new DeleteObjectsRequest { BucketName = Name, Objects = keys });
        }
        while (page.IsTruncated == true);
        await Client.DeleteBucketAsync(Name);
    }

    internal static async Task<TestBucket> CreateAsync(S3Server server, CancellationToken cancellationToken)
    {
        var bucket = new TestBucket(server, $"test-{Guid.NewGuid():N}");
        await server.Client.PutBucketAsync(bucket.Name, cancellationToken);
        return bucket;
    }
}
