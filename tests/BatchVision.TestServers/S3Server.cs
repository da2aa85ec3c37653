using Amazon.Runtime;
using Amazon.S3;
using BatchVision.TestServers.Hosting;

namespace BatchVision.TestServers;

/// <summary>An S3 server, path style. Tests take a bucket each.</summary>
public sealed class S3Server : TestServer
{
    private S3Server(IServerHost? host, Uri endpoint, string accessKey, string secretKey)
        : base(host)
    {
        Endpoint = endpoint;
        AccessKey = accessKey;
        SecretKey = secretKey;
        Client = CreateClient(endpoint, maxRetries: 2);
    }

    public Uri Endpoint { get; }

    public string AccessKey { get; }

    public string SecretKey { get; }

    /// <summary>The server's own client, for preparation; what is tested brings its own.</summary>
    public AmazonS3Client Client { get; }

    /// <summary>A server of the caller's own, for tests that end it; others share <see cref="SharedServers.S3Async"/>.</summary>
    public static async Task<S3Server> StartAsync(CancellationToken cancellationToken)
    {
        if (Availability.Variable("BATCHVISION_TEST_S3") is { } named)
            return await StartedAsync(null, () => FromEnvironment(new Uri(named)), cancellationToken);

        if (await ContainerEngine.AnswersAsync())
        {
            var port = FreePorts.Take();
            var container = new ContainerHost(Containers.S3(port));
            return await StartedAsync(
                container,
                () => new S3Server(container, new Uri($"http://{container.Hostname}:{port}"), Credentials.User, Credentials.Secret),
                cancellationToken);
        }

        if (NativeCeph.IsInstalled)
        {
            var native = new NativeCeph();
            var endpoint = new Uri($"http://127.0.0.1:{native.Port}");
            return await StartedAsync(
                native, () => new S3Server(native, endpoint, Credentials.User, Credentials.Secret), cancellationToken);
        }

        throw Availability.Missing("S3", "ceph-mon ceph-osd radosgw ceph-common", "BATCHVISION_TEST_S3");
    }

    /// <summary>A client of this server by another address, a proxy's for instance.</summary>
    public AmazonS3Client CreateClient(Uri endpoint, int maxRetries) => new(
        new BasicAWSCredentials(AccessKey, SecretKey),
        new AmazonS3Config
        {
            ServiceURL = endpoint.ToString(),
            AuthenticationRegion = "us-east-1",
            ForcePathStyle = true,
            MaxErrorRetry = maxRetries,
            // Servers other than AWS do not all know the checksums that the SDK adds by itself.
            RequestChecksumCalculation = RequestChecksumCalculation.WHEN_REQUIRED,
            ResponseChecksumValidation = ResponseChecksumValidation.WHEN_REQUIRED,
        });

    /// <summary>A fresh, empty bucket.</summary>
    public Task<TestBucket> CreateBucketAsync(CancellationToken cancellationToken) => TestBucket.CreateAsync(this, cancellationToken);

    private protected override Task ProbeAsync(CancellationToken cancellationToken) => Client.ListBucketsAsync(cancellationToken);

    private protected override ValueTask DisposeClientsAsync()
    {
        Client.Dispose();
        return ValueTask.CompletedTask;
    }

    private static S3Server FromEnvironment(Uri named)
    {
        var keys = named.UserInfo.Split(':', 2).Select(Uri.UnescapeDataString).ToArray();
        var access = keys.Length == 2 ? keys[0] : Availability.Variable("BATCHVISION_TEST_S3_ACCESS");
        var secret = keys.Length == 2 ? keys[1] : Availability.Variable("BATCHVISION_TEST_S3_SECRET");
        if (access is null || secret is null)
            throw new InvalidOperationException("BATCHVISION_TEST_S3 needs http://ACCESS:SECRET@HOST, or BATCHVISION_TEST_S3_ACCESS and _SECRET.");
        return new S3Server(null, new UriBuilder(named) { UserName = "", Password = "" }.Uri, access, secret);
    }
}
