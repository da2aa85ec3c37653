using RabbitMQ.Client;

namespace BatchVision.TestServers.Tests;

public sealed class RabbitMqServerTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task KillAsync_DurableMessageInQuorumQueue_IsThereAfterwards()
    {
        await using var server = await RabbitMqServer.StartAsync(Token);
        Assert.SkipUnless(server.CanRestart, "The broker is not ours to kill.");
        await using var host = await server.CreateVirtualHostAsync(Token);
        await PublishAsync(host.Uri, "survivor");

        await server.KillAsync(Token);
        await server.StartAgainAsync(Token);

        var queue = await host.WaitForQueueAsync("survivor", state => state.Ready == 1, Token);
        Assert.Equal("quorum", queue.Type);
    }

    private static async Task PublishAsync(Uri uri, string queue)
    {
        await using var connection = await new ConnectionFactory { Uri = uri }.CreateConnectionAsync(Token);
        await using var channel = await connection.CreateChannelAsync(
            new CreateChannelOptions(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true), Token);
        await channel.QueueDeclareAsync(
            queue, durable: true, exclusive: false, autoDelete: false,
            new Dictionary<string, object?> { ["x-queue-type"] = "quorum" }, cancellationToken: Token);
        await channel.BasicPublishAsync(
            "", queue, mandatory: true, new BasicProperties { Persistent = true }, new byte[] { 1, 2, 3 }, Token);
    }
}
