using BatchVision.TestServers;

namespace BatchVision.EndToEnd.Tests;

/// <summary>A broker and a database of these tests alone, which they may end.</summary>
public sealed class FaultServers : IAsyncLifetime
{
    private RabbitMqServer? _rabbitMq;
    private PostgresServer? _postgres;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    internal async Task<StackServers> GetAsync()
    {
        var token = TestContext.Current.CancellationToken;
        // Here, not above: where there is no server a test can skip, a fixture cannot.
        _rabbitMq ??= await RabbitMqServer.StartAsync(token);
        _postgres ??= await PostgresServer.StartAsync(durable: true, token);
        Assert.SkipUnless(_rabbitMq.CanRestart && _postgres.CanRestart, "The servers named by the environment are not ours to end.");
        return new StackServers(_rabbitMq, _postgres, await SharedServers.S3Async(token));
    }

    public async ValueTask DisposeAsync()
    {
        if (_rabbitMq is not null)
            await _rabbitMq.DisposeAsync();
        if (_postgres is not null)
            await _postgres.DisposeAsync();
    }
}
