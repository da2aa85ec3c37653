using RabbitMQ.Client;

namespace BatchVision.TestServers.Tests;

public sealed class RabbitMqServerTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task VirtualHost_MessageThroughItsLife_IsCounted()
    {
        await using var host = await SharedServers.VirtualHostAsync(Token);
        await using var connection = await ConnectAsync(host);
        await using var channel = await OpenAsync(connection);
        await PublishAsync(channel, "letters");
        var waiting = await host.WaitForQueueAsync("letters", state => state.Ready == 1, Token);
        Assert.Equal(("quorum", "quorum", 0L), (waiting.Type, waiting.Arguments["x-queue-type"], waiting.Unacked));

        var message = await channel.BasicGetAsync("letters", autoAck: false, Token);
        Assert.Equal([1, 2, 3], message!.Body.ToArray());
        await host.WaitForQueueAsync("letters", state => state is { Ready: 0, Unacked: 1 }, Token);

        await channel.BasicNackAsync(message.DeliveryTag, multiple: false, requeue: true, Token);
        await host.WaitForQueueAsync("letters", state => state is { Ready: 1, Unacked: 0 }, Token);
        await host.PurgeAsync("letters", Token);
        await host.WaitForQueueAsync("letters", state => state is { Ready: 0, Unacked: 0 }, Token);
    }

    [Fact]
    public async Task VirtualHosts_Two_KnowNothingOfEachOther()
    {
        await using var one = await SharedServers.VirtualHostAsync(Token);
        await using var other = await SharedServers.VirtualHostAsync(Token);
        await using var connection = await ConnectAsync(one);
        await using var channel = await OpenAsync(connection);
        await PublishAsync(channel, "letters");

        Assert.Single(await one.QueuesAsync(Token));
        Assert.Empty(await other.QueuesAsync(Token));
        Assert.Null(await other.QueueAsync("letters", Token));
    }

    [Fact]
    public async Task ImportAsync_DefinitionsOfAWholeBroker_AppliesThemHere()
    {
        await using var host = await SharedServers.VirtualHostAsync(Token);
        var file = Path.GetTempFileName();
        await File.WriteAllTextAsync(
            file,
            """
            {"users": [{"name": "nobody", "password_hash": "", "tags": ""}], "vhosts": [{"name": "/"}],
             "queues": [{"name": "letters", "vhost": "/", "durable": true, "auto_delete": false, "arguments": {"x-queue-type": "quorum"}}],
             "policies": [{"name": "limits", "vhost": "/", "pattern": "^letters$", "apply-to": "queues", "priority": 0,
                           "definition": {"delivery-limit": 3}}]}
            """,
            Token);

        await host.ImportAsync(file, Token);

        File.Delete(file);
        Assert.Equal("limits", (await host.WaitForQueueAsync("letters", state => state.Policy is not null, Token)).Policy);
    }

    [Fact]
    public async Task KillAsync_DurableMessageInQuorumQueue_IsThereAfterwards()
    {
        await using var server = await RabbitMqServer.StartAsync(Token);
        Assert.SkipUnless(server.CanRestart, "The broker is not ours to kill.");
        await using var host = await server.CreateVirtualHostAsync(Token);
        await using (var connection = await ConnectAsync(host))
        await using (var channel = await OpenAsync(connection))
        {
            await PublishAsync(channel, "letters");
        }

        await server.KillAsync(Token);
        await Assert.ThrowsAsync<HttpRequestException>(() => host.QueuesAsync(Token));
        await server.StartAgainAsync(Token);

        await host.WaitForQueueAsync("letters", state => state.Ready == 1, Token);
    }

    private static Task<IConnection> ConnectAsync(VirtualHost host) =>
        new ConnectionFactory { Uri = host.Uri, AutomaticRecoveryEnabled = false }.CreateConnectionAsync(Token);

    private static Task<IChannel> OpenAsync(IConnection connection) => connection.CreateChannelAsync(
        new CreateChannelOptions(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true), Token);

    /// <summary>One message in a quorum queue, confirmed.</summary>
    private static async Task PublishAsync(IChannel channel, string queue)
    {
        await channel.QueueDeclareAsync(
            queue, durable: true, exclusive: false, autoDelete: false,
            new Dictionary<string, object?> { ["x-queue-type"] = "quorum" }, cancellationToken: Token);
        await channel.BasicPublishAsync(
            "", queue, mandatory: true, new BasicProperties { Persistent = true }, new byte[] { 1, 2, 3 }, Token);
    }
}
