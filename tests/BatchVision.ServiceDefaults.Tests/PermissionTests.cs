using BatchVision.Contracts;
using MassTransit;

namespace BatchVision.ServiceDefaults.Tests;

/// <summary>The rights in infra/rabbitmq/users.example.json are enough for each service, and not for the work of another.</summary>
public sealed class PermissionTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Services_EachAsItsUser_DoAllTheirWork()
    {
        await using var broker = await Broker.PreparedAsync();
        var imported = await broker.TopologyAsync();
        var (suspected, faulted, changed) = (new TaskCompletionSource(), new TaskCompletionSource(), new TaskCompletionSource());
        var (recognized, registered) = (new TaskCompletionSource(), new TaskCompletionSource());
        await using var ingest = await Service.StartAsync(await broker.UriOfAsync("ingest"), endpoints: (_, bus) =>
        {
            bus.ReceiveEndpoint("chunk-suspected", endpoint =>
            {
                endpoint.Handler<ChunkSuspected>(_ => Done(suspected));
                endpoint.Handler<Fault<RecognizeChunk>>(context => FailAsync(context, faulted));
            });
            bus.ReceiveEndpoint("object-events", endpoint => endpoint.Handler<ObjectEvents>(_ => Done(changed)));
            bus.ReceiveEndpoint("bucket-events", endpoint =>
            {
                endpoint.ConfigureConsumeTopology = false;
                endpoint.Bind("bucket-notifications", bind => (bind.ExchangeType, bind.RoutingKey) = ("topic", "#"));
            });
        });
        await using var results = await Service.StartAsync(await broker.UriOfAsync("results"), endpoints: (_, bus) =>
        {
            bus.ReceiveEndpoint("chunk-recognized", endpoint => endpoint.Handler<ChunkRecognized>(_ => Done(recognized)));
            bus.ReceiveEndpoint("models-offered", endpoint => endpoint.Handler<ModelsOffered>(_ => Done(registered)));
        });
        await using var worker = await Service.StartAsync(await broker.UriOfAsync("worker"), endpoints: (_, bus) =>
        {
            foreach (var lane in Enum.GetValues<Lane>())
            {
                bus.ReceiveEndpoint(lane.Queue(), endpoint =>
                {
                    endpoint.ConfigureConsumeTopology = false;
                    endpoint.Handler<RecognizeChunk>(context => RecognizeAsync(context, lane));
                });
            }
        });
        await using var api = await Service.StartAsync(await broker.UriOfAsync("api"));
        Assert.Equal(imported, await broker.TopologyAsync());

        foreach (var lane in Enum.GetValues<Lane>())
        {
            var endpoint = await ingest.Bus.GetSendEndpoint(new Uri($"exchange:{lane.Queue()}"));
            await endpoint.Send(LiveLane.Chunk(), Token);
        }

        await worker.Bus.Publish(new ModelsOffered([], DateTimeOffset.UnixEpoch), Token);
        await api.Bus.Publish(new ObjectEvents([]), Token);
        await Task.WhenAll(suspected.Task, faulted.Task, changed.Task, recognized.Task, registered.Task).WaitAsync(TimeSpan.FromSeconds(60), Token);
        await broker.WaitForAsync("recognize-quarantine_error", 1);
    }

    [Theory]
    [InlineData("worker", "chunk-recognized")]
    [InlineData("results", "recognize-live")]
    [InlineData("ingest", "chunk-recognized")]
    public async Task Service_OnTheQueueOfAnother_IsNotReady(string user, string queue)
    {
        await using var broker = await Broker.PreparedAsync();

        await using var service = await Service.StartAsync(
            await broker.UriOfAsync(user),
            endpoints: (_, bus) => bus.ReceiveEndpoint(queue, endpoint => endpoint.ConfigureConsumeTopology = false),
            ready: false);

        await service.Faulted.WaitAsync(TimeSpan.FromSeconds(30), Token);
        Assert.Equal(503, (await service.GetAsync("/health/ready")).Status);
    }

    [Fact]
    public async Task Results_SendingAChunk_IsRefused()
    {
        await using var broker = await Broker.PreparedAsync();
        await using var results = await Service.StartAsync(await broker.UriOfAsync("results"));
        var endpoint = await results.Bus.GetSendEndpoint(LiveLane.Address);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Token);
        limit.CancelAfter(TimeSpan.FromSeconds(3));

        await Assert.ThrowsAnyAsync<Exception>(() => endpoint.Send(LiveLane.Chunk(), limit.Token));

        Assert.Equal(0, await broker.CountAsync("recognize-live"));
    }

    private static Task RecognizeAsync(ConsumeContext<RecognizeChunk> context, Lane lane) => lane switch
    {
        Lane.Live => context.Publish(new ChunkRecognized(context.Message.ChunkId, context.Message.JobId, 0, "", [], [])),
        Lane.Backfill => context.Publish(new ChunkSuspected(context.Message.ChunkId, context.Message.JobId, 2)),
        _ => throw new InvalidOperationException("on purpose"),
    };

    // Ingest answers for a chunk that no worker can answer.
    private static async Task FailAsync(ConsumeContext<Fault<RecognizeChunk>> context, TaskCompletionSource faulted)
    {
        await context.Publish(new ChunkRecognized(context.Message.Message.ChunkId, context.Message.Message.JobId, 0, "", [], []));
        faulted.SetResult();
    }

    private static Task Done(TaskCompletionSource source)
    {
        source.TrySetResult();
        return Task.CompletedTask;
    }
}
