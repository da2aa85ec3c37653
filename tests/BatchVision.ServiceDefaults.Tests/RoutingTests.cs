using BatchVision.Contracts;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;

namespace BatchVision.ServiceDefaults.Tests;

/// <summary>A message that no queue takes is an exception of its sender, never lost.</summary>
public sealed class RoutingTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Send_ToAnExchangeWithoutQueue_Throws()
    {
        await using var broker = await Broker.EmptyAsync();
        await using var service = await Service.StartAsync(broker.Uri);
        var endpoint = await service.Bus.GetSendEndpoint(LiveLane.Address);

        await Assert.ThrowsAsync<MessageReturnedException>(() => endpoint.Send(LiveLane.Chunk(), Token));
    }

    [Fact]
    public async Task Publish_WithNoQueueBound_Throws()
    {
        await using var broker = await Broker.EmptyAsync();
        await using var service = await Service.StartAsync(broker.Uri);

        await Assert.ThrowsAsync<MessageReturnedException>(() => service.Bus.Publish(LiveLane.Chunk(), Token));
    }

    [Fact]
    public async Task Publish_OfAConsumerWithNoQueueBound_FaultsItsMessage()
    {
        await using var broker = await Broker.EmptyAsync();
        var work = new LiveLane.Work(context => context.Publish(new ChunkRecognized(context.Message.ChunkId, context.Message.JobId, 0, "", [], [])));
        await using var service = await Service.StartAsync(
            broker.Uri, bus => bus.AddConsumer<LiveLane, LiveLane.Definition>(), builder => builder.Services.AddSingleton(work));
        var endpoint = await service.Bus.GetSendEndpoint(LiveLane.Address);

        await endpoint.Send(LiveLane.Chunk(), Token);

        await broker.WaitForAsync("recognize-live_error", 1);
        Assert.Empty(work.Done);
    }

    [Fact]
    public async Task Send_BeforeAnyConsumerRan_IsThereAfterwards()
    {
        await using var broker = await Broker.PreparedAsync();
        await using (var sender = await Service.StartAsync(broker.Uri))
        {
            var endpoint = await sender.Bus.GetSendEndpoint(LiveLane.Address);
            await endpoint.Send(LiveLane.Chunk(7), Token);
            await sender.Bus.Publish(new ChunkRecognized(Guid.NewGuid(), Guid.NewGuid(), 0, "", [], []), Token);
        }

        var work = new LiveLane.Work();
        await using var service = await Service.StartAsync(
            broker.Uri, bus => bus.AddConsumer<LiveLane, LiveLane.Definition>(), builder => builder.Services.AddSingleton(work));

        await Eventually.TrueAsync(() => Task.FromResult(!work.Done.IsEmpty), "the message is consumed");
        Assert.Equal([7], work.Done);
        Assert.Equal(1, await broker.CountAsync("chunk-recognized"));
    }
}
