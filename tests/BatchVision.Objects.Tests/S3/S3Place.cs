using Amazon.Runtime;
using Amazon.S3;
using BatchVision.Contracts;
using BatchVision.TestServers;

namespace BatchVision.Objects.Tests.S3;

/// <summary>A bucket of one test on a real server, and the stores that are tested.</summary>
internal sealed class S3Place : IAsyncDisposable
{
    private readonly TestBucket _bucket;

    private S3Place(S3Server server, TestBucket bucket)
    {
        Server = server;
        _bucket = bucket;
        Stores = Open();
    }

    public static CancellationToken Token => TestContext.Current.CancellationToken;

    public S3Server Server { get; }

    public ObjectStores Stores { get; }

    public string Bucket => _bucket.Name;

    public string Root => _bucket.Root;

    public AmazonS3Client Client => Server.Client;

    public static async Task<S3Place> CreateAsync()
    {
        var server = await SharedServers.S3Async(Token);
        return new S3Place(server, await server.CreateBucketAsync(Token));
    }

    /// <summary>Stores by other credentials, or another address; without retries, which take seconds.</summary>
    public ObjectStores Open(string? accessKey = null, string? secretKey = null, Uri? endpoint = null) => new(
        new S3Options { Endpoint = endpoint ?? Server.Endpoint, Retries = 0, RequestTimeout = TimeSpan.FromSeconds(5) },
        TimeProvider.System,
        new BasicAWSCredentials(accessKey ?? Server.AccessKey, secretKey ?? Server.SecretKey));

    public Task<string> PutAsync(string key, string content = "x") =>
        _bucket.PutAsync(key, System.Text.Encoding.UTF8.GetBytes(content), Token);

    public Task PutManyAsync(IEnumerable<string> keys) => Parallel.ForEachAsync(
        keys, new ParallelOptions { MaxDegreeOfParallelism = 16, CancellationToken = Token }, async (key, _) => await PutAsync(key));

    public async Task<List<ObjectPage>> ListAsync(string prefix = "", string? startAfter = null, int pageSize = 1000)
    {
        var pages = new List<ObjectPage>();
        await foreach (var page in Stores.OpenSource(Root + prefix).ListAsync(startAfter, pageSize, Token))
        {
            pages.Add(page);
        }

        return pages;
    }

    public async Task<List<string>> KeysAsync(string prefix = "") =>
        [.. (await ListAsync(prefix)).SelectMany(page => page.Objects).Select(image => image.Key)];

    public ValueTask<Fetched> FetchAsync(ImageRef image, long maxBytes = 1 << 20) => Stores.OpenStore(Root).FetchAsync(image, maxBytes, Token);

    /// <summary>Denies an action on a part of the bucket to everyone, the owner too.</summary>
    public Task DenyAsync(string action, string resource) => Client.PutBucketPolicyAsync(
        Bucket,
        $$"""
        {"Version": "2012-10-17", "Statement": [
            {"Effect": "Deny", "Principal": "*", "Action": "{{action}}", "Resource": "arn:aws:s3:::{{Bucket}}{{resource}}"}]}
        """,
        Token);

    public async ValueTask DisposeAsync()
    {
        Stores.Dispose();
        await _bucket.DisposeAsync();
    }
}
