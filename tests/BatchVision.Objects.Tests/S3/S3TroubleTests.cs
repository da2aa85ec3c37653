using BatchVision.Contracts;
using BatchVision.Objects.S3;

namespace BatchVision.Objects.Tests.S3;

/// <summary>A store that errs, lies or falls silent: never a wrong image, never a status that blames one.</summary>
public sealed class S3TroubleTests
{
    private static readonly ImageRef Image = new("a.jpg", "e1", 5);

    [Theory]
    [InlineData(503, "SlowDown")]
    [InlineData(500, "InternalError")]
    [InlineData(403, "ExpiredToken")]
    [InlineData(403, "RequestTimeTooSkewed")]
    [InlineData(400, "InvalidRequest")]
    [InlineData(404, "NoSuchBucket")]
    [InlineData(404, "SomethingElse")]
    [InlineData(301, "PermanentRedirect")]
    public async Task Fetch_ErrorOfTheStore_IsUnavailableWithItsCode(int status, string code)
    {
        await using var server = new FakeS3((_, _) => FakeS3.Error(status, code));

        var trouble = await Assert.ThrowsAsync<StoreUnavailableException>(() => FetchAsync(server));

        Assert.Contains(code, trouble.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', trouble.Message);
    }

    [Theory]
    [InlineData(403, "InvalidObjectState", ImageStatus.AccessDenied)]
    [InlineData(400, "KMS.DisabledException", ImageStatus.AccessDenied)]
    [InlineData(400, "InvalidRequest", ImageStatus.AccessDenied, "The object was stored using a form of Server Side Encryption.")]
    [InlineData(400, "KeyTooLongError", ImageStatus.NotFound)]
    public async Task Fetch_ErrorOfTheObject_IsItsStatus(int status, string code, ImageStatus expected, string message = "")
    {
        await using var server = new FakeS3((_, _) => FakeS3.Error(status, code, message));

        Assert.Equal(expected, (await FetchAsync(server)).Status);
    }

    [Fact]
    public async Task Fetch_SlowDownThatPasses_IsTriedAgain()
    {
        await using var server = new FakeS3((_, n) => n < 3 ? FakeS3.Error(503, "SlowDown") : FakeS3.Ok("12345"));

        using var bytes = (await FetchAsync(server, retries: 4)).Bytes;

        Assert.Equal(5, bytes!.Memory.Length);
        Assert.Equal(3, server.Requests);
    }

    [Theory]
    [InlineData(503)]
    [InlineData(429)]
    public async Task Fetch_SlowDown_HalvesWhatIsAskedForAtATime(int status)
    {
        await using var server = new FakeS3((_, _) => FakeS3.Error(status, "SlowDown"));
        using var connection = new S3Connection(
            new S3Options { Endpoint = server.Endpoint, Retries = 0, MaxConcurrentRequests = 10 },
            TimeProvider.System, new Amazon.Runtime.BasicAWSCredentials("key", "secret"));

        await Assert.ThrowsAsync<StoreUnavailableException>(() => new S3Objects(connection, "bucket").FetchAsync(Image, 100, S3Place.Token).AsTask());

        Assert.Equal(5, connection.Limit);
    }

    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 9\r\nConnection: close\r\n\r\n12345")]
    [InlineData("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n12345")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n3\r\n123\r\n0\r\n\r\n")]
    [InlineData("")]
    [InlineData("SSH-2.0-OpenSSH_9.2\r\n")]
    public async Task Fetch_BodyThatIsNotWhatWasAnnounced_IsUnavailable(string answer)
    {
        await using var server = new FakeS3((_, _) => answer);

        await Assert.ThrowsAsync<StoreUnavailableException>(() => FetchAsync(server));
    }

    [Theory]
    [InlineData("")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 5\r\nConnection: close\r\n\r\n123")]
    public async Task Fetch_NoAnswerOrAStalledBody_EndsInTime(string beginning)
    {
        await using var server = new FakeS3((_, _) => beginning + FakeS3.Stall);

        var trouble = await Assert.ThrowsAsync<StoreUnavailableException>(() => FetchAsync(server, TimeSpan.FromSeconds(1)));

        Assert.Contains("in time", trouble.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Fetch_AnnouncedSizeAboveTheLimit_TakesNoMemory()
    {
        await using var server = new FakeS3((_, _) => "HTTP/1.1 200 OK\r\nContent-Length: 9000000000\r\nConnection: close\r\n\r\n12345");

        Assert.Equal(ImageStatus.TooLarge, (await FetchAsync(server)).Status);
    }

    [Theory]
    [InlineData("\"e1\"")]
    [InlineData("\"not hex\"")]
    [InlineData("\"00000000000000000000000000000000\"")]
    public async Task Fetch_ETagThatIsNoMd5_IsAsGoodAsAny(string etag)
    {
        await using var server = new FakeS3((_, _) => $"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nETag: {etag}\r\nConnection: close\r\n\r\n12345");

        using var bytes = (await FetchAsync(server)).Bytes;

        Assert.Equal(5, bytes!.Memory.Length);
    }

    [Fact]
    public async Task Fetch_NobodyThere_IsUnavailable()
    {
        Uri endpoint;
        await using (var server = new FakeS3((_, _) => FakeS3.Stall))
        {
            endpoint = server.Endpoint;
        }

        using var stores = new ObjectStores(
            new S3Options { Endpoint = endpoint, Retries = 0 }, TimeProvider.System, new Amazon.Runtime.BasicAWSCredentials("key", "secret"));

        await Assert.ThrowsAsync<StoreUnavailableException>(() => stores.OpenStore("s3://bucket/").FetchAsync(Image, 100, S3Place.Token).AsTask());
    }

    [Fact]
    public async Task Fetch_Cancelled_IsCancelledAndNotTrouble()
    {
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(S3Place.Token);
        await using var server = new FakeS3((_, _) =>
        {
            cancel.Cancel();
            return FakeS3.Stall;
        });
        using var stores = server.Open();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => stores.OpenStore("s3://bucket/").FetchAsync(Image, 100, cancel.Token).AsTask());
    }

    [Theory]
    [InlineData("nobody", null, "AWS_ACCESS_KEY_ID")]
    [InlineData(null, "wrong", "AWS_SECRET_ACCESS_KEY")]
    public async Task List_WrongCredentials_SaysWhichToMend(string? accessKey, string? secretKey, string advice)
    {
        await using var place = await S3Place.CreateAsync();
        using var stores = place.Open(accessKey, secretKey);

        Assert.Contains(advice, (await ListFailsAsync(stores, place.Root)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task List_NoSuchBucket_NamesItAndTheServer()
    {
        await using var place = await S3Place.CreateAsync();

        var message = (await ListFailsAsync(place.Stores, "s3://no-such-bucket-here/a")).Message;

        Assert.Contains("no bucket 'no-such-bucket-here'", message, StringComparison.Ordinal);
        Assert.Contains(place.Server.Endpoint.Authority, message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task List_Denied_NamesThePermission()
    {
        await using var place = await S3Place.CreateAsync();
        await place.DenyAsync("s3:ListBucket", "");

        Assert.Contains("s3:ListBucket", (await ListFailsAsync(place.Stores, place.Root)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(400, "AuthorizationHeaderMalformed")]
    [InlineData(403, "AccountProblem")]
    public async Task List_AnyRefusal_IsOneLineWithItsCode(int status, string code)
    {
        await using var server = new FakeS3((_, _) => FakeS3.Error(status, code));
        using var stores = server.Open();

        var message = (await ListFailsAsync(stores, "s3://bucket/")).Message;

        Assert.Contains(code, message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', message);
    }

    [Fact]
    public async Task List_ServerThatErrs_MayPass()
    {
        await using var server = new FakeS3((_, _) => FakeS3.Error(503, "SlowDown"));
        using var stores = server.Open();

        await Assert.ThrowsAsync<StoreUnavailableException>(() => ListAsync(stores, "s3://bucket/"));
    }

    [Theory]
    [InlineData("<Contents><Key>a.jpg</Key></Contents><IsTruncated>true</IsTruncated>")]
    [InlineData("<IsTruncated>true</IsTruncated>")]
    [InlineData("<IsTruncated>true</IsTruncated><NextContinuationToken>t</NextContinuationToken>")]
    public async Task List_ServerThatGoesInCircles_Ends(string content)
    {
        await using var server = new FakeS3((_, _) => FakeS3.Ok($"<ListBucketResult>{content}</ListBucketResult>"));
        using var stores = server.Open();

        Assert.Contains("start-after", (await ListFailsAsync(stores, "s3://bucket/")).Message, StringComparison.Ordinal);
        Assert.InRange(server.Requests, 1, 2);
    }

    [Fact]
    public async Task List_EmptyPageInTheMiddle_GoesOnByItsToken()
    {
        await using var server = new FakeS3((request, _) => FakeS3.Ok(
            request.Contains("continuation-token=t2", StringComparison.Ordinal) ? "<ListBucketResult><Contents><Key>b.jpg</Key></Contents></ListBucketResult>"
            : request.Contains("start-after=a.jpg", StringComparison.Ordinal) ? "<ListBucketResult><IsTruncated>true</IsTruncated><NextContinuationToken>t2</NextContinuationToken></ListBucketResult>"
            : "<ListBucketResult><Contents><Key>a.jpg</Key></Contents><IsTruncated>true</IsTruncated><NextContinuationToken>t1</NextContinuationToken></ListBucketResult>"));
        using var stores = server.Open();

        var pages = await ListAsync(stores, "s3://bucket/");

        Assert.Equal(["a.jpg", "b.jpg"], pages.SelectMany(page => page.Objects).Select(image => image.Key));
    }

    [Fact]
    public async Task List_ManifestOnAServerWithoutRanges_SaysSo()
    {
        var lines = string.Concat(Enumerable.Repeat("photos,a.jpg,e1\n", 300_000));
        await using var server = new FakeS3((_, _) => FakeS3.Ok(lines));
        using var stores = server.Open();

        Assert.Contains("part of an object", (await ListFailsAsync(stores, "manifest+s3://lists/list.csv")).Message, StringComparison.Ordinal);
    }

    private static async Task<Fetched> FetchAsync(FakeS3 server, TimeSpan? timeout = null, int retries = 0)
    {
        using var stores = server.Open(timeout, retries);
        return await stores.OpenStore("s3://bucket/").FetchAsync(Image, 1 << 20, S3Place.Token);
    }

    private static Task<SourceException> ListFailsAsync(ObjectStores stores, string source) =>
        Assert.ThrowsAsync<SourceException>(() => ListAsync(stores, source));

    private static async Task<List<ObjectPage>> ListAsync(ObjectStores stores, string source)
    {
        var pages = new List<ObjectPage>();
        await foreach (var page in stores.OpenSource(source).ListAsync(null, 100, S3Place.Token))
        {
            pages.Add(page);
        }

        return pages;
    }
}
