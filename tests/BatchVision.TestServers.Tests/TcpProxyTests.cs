using System.Diagnostics;
using System.Net;
using Amazon.S3;
using Amazon.S3.Model;
using RabbitMQ.Client;

namespace BatchVision.TestServers.Tests;

public sealed class TcpProxyTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Cut_ThenRestored_RefusesThenServes()
    {
        var server = await SharedServers.S3Async(Token);
        await using var proxy = await TcpProxy.StartAsync(server.Endpoint, Token);
        using var http = new HttpClient { BaseAddress = proxy.Through(server.Endpoint) };
        await http.GetAsync("/", Token);

        proxy.Cut();
        await Assert.ThrowsAsync<HttpRequestException>(() => http.GetAsync("/", Token));

        proxy.Restore();
        Assert.Equal(HttpStatusCode.OK, (await http.GetAsync("/", Token)).StatusCode);
    }

    [Fact]
    public async Task Cut_OpenBrokerConnection_IsLost()
    {
        await using var host = await SharedServers.VirtualHostAsync(Token);
        await using var proxy = await TcpProxy.StartAsync(host.Uri, Token);
        var factory = new ConnectionFactory { Uri = proxy.Through(host.Uri), AutomaticRecoveryEnabled = false };
        await using var connection = await factory.CreateConnectionAsync(Token);
        var lost = new TaskCompletionSource();
        connection.ConnectionShutdownAsync += (_, _) =>
        {
            lost.TrySetResult();
            return Task.CompletedTask;
        };

        proxy.Cut();

        await lost.Task.WaitAsync(TimeSpan.FromSeconds(10), Token);
    }

    [Fact]
    public async Task Delay_OfEachPiece_SlowsTheAnswer()
    {
        var server = await SharedServers.S3Async(Token);
        await using var proxy = await TcpProxy.StartAsync(server.Endpoint, Token);
        using var http = new HttpClient { BaseAddress = proxy.Through(server.Endpoint) };
        await http.GetAsync("/", Token);

        proxy.Delay(TimeSpan.FromMilliseconds(100));
        var clock = Stopwatch.StartNew();
        await http.GetAsync("/", Token);

        // One piece there, one back.
        Assert.True(clock.Elapsed >= TimeSpan.FromMilliseconds(190), $"{clock.Elapsed}");
    }

    [Fact]
    public async Task AnswerHttp_Always_IsSlowDownAndNothingIsForwarded()
    {
        var server = await SharedServers.S3Async(Token);
        await using var bucket = await server.CreateBucketAsync(Token);
        await using var proxy = await TcpProxy.StartAsync(server.Endpoint, Token);
        using var client = server.CreateClient(proxy.Through(server.Endpoint), maxRetries: 0);
        var put = new PutObjectRequest { BucketName = bucket.Name, Key = "a", ContentBody = new string('x', 1_000_000) };

        proxy.AnswerHttp(503);
        var refused = await Assert.ThrowsAsync<AmazonS3Exception>(() => client.PutObjectAsync(put, Token));

        Assert.Equal(("SlowDown", HttpStatusCode.ServiceUnavailable), (refused.ErrorCode, refused.StatusCode));
        Assert.Empty((await server.Client.ListObjectsV2Async(new ListObjectsV2Request { BucketName = bucket.Name }, Token)).S3Objects ?? []);
        proxy.Restore();
        await client.PutObjectAsync(put, Token);
    }

    [Fact]
    public async Task AnswerHttp_Twice_ThenForwards()
    {
        var server = await SharedServers.S3Async(Token);
        await using var proxy = await TcpProxy.StartAsync(server.Endpoint, Token);
        using var http = new HttpClient { BaseAddress = proxy.Through(server.Endpoint) };

        proxy.AnswerHttp(500, times: 2);

        Assert.Equal(HttpStatusCode.InternalServerError, (await http.GetAsync("/", Token)).StatusCode);
        Assert.Equal(HttpStatusCode.InternalServerError, (await http.GetAsync("/", Token)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await http.GetAsync("/", Token)).StatusCode);
    }
}
