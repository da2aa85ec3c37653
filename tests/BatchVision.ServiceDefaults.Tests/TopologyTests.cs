using BatchVision.Contracts;
using BatchVision.Ingest;
using BatchVision.Results;
using BatchVision.Worker;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;

namespace BatchVision.ServiceDefaults.Tests;

/// <summary>What infra/rabbitmq/definitions.json imports and what MassTransit declares are one topology.</summary>
public sealed class TopologyTests
{
    private static readonly string[] BrokersOwn = ["\"bv.dlx\"", "\"bv-dead\"", "\"MassTransit:Fault\""];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Endpoints_OnTheImportedTopology_ChangeNothing()
    {
        await using var broker = await Broker.PreparedAsync();
        var imported = await broker.TopologyAsync();

        await using var service = await StartAllConsumersAsync(broker);

        Assert.Equal(imported, await broker.TopologyAsync());
    }

    [Fact]
    public async Task Endpoints_OnAnEmptyBroker_DeclareWhatIsImported()
    {
        await using var broker = await Broker.EmptyAsync();

        await using var service = await StartAllConsumersAsync(broker);

        // What no consumer declares: the dead letters, and the exchange of all faults, which the first fault would declare.
        Assert.Equal(
            Definitions.Topology(Definitions.Read()).Where(line => !BrokersOwn.Any(name => line.Contains(name, StringComparison.Ordinal))),
            await broker.TopologyAsync());
    }

    [Fact]
    public async Task Queue_Imported_HasItsPolicy()
    {
        await using var broker = await Broker.PreparedAsync();

        foreach (var name in Definitions.Queues.Where(name => name != "bv-dead"))
        {
            var queue = await broker.QueueAsync(name);
            Assert.Equal(name, queue["policy"]!.GetValue<string>());
            Assert.Equal("""{"x-queue-type":"quorum"}""", queue["arguments"]!.ToJsonString());
            Assert.Equal("bv.dlx", queue["effective_policy_definition"]!["dead-letter-exchange"]!.GetValue<string>());
            Assert.Equal("reject-publish", queue["effective_policy_definition"]!["overflow"]!.GetValue<string>());
        }
    }

    [Fact]
    public async Task ErrorQueue_OfAFaultedMessage_HasNoLimits()
    {
        await using var broker = await Broker.PreparedAsync();
        var work = new LiveLane.Work(_ => throw new InvalidOperationException("on purpose"));
        await using var service = await Service.StartAsync(
            broker.Uri, bus => bus.AddConsumer<LiveLane, LiveLane.Definition>(), builder => builder.Services.AddSingleton(work));
        var endpoint = await service.Bus.GetSendEndpoint(LiveLane.Address);

        await endpoint.Send(LiveLane.Chunk(), Token);

        await broker.WaitForAsync("recognize-live_error", 1);
        var queue = await broker.QueueAsync("recognize-live_error");
        Assert.Equal("""{"x-queue-type":"quorum"}""", queue["arguments"]!.ToJsonString());
        // Never dropped, however often it is looked at: from 4.0 on a quorum queue without a limit of its own drops after 20 deliveries.
        Assert.Equal("""{"delivery-limit":1000000}""", queue["effective_policy_definition"]!.ToJsonString());
    }

    private static Task<Service> StartAllConsumersAsync(Broker broker) => Service.StartAsync(
        broker.Uri,
        bus =>
        {
            bus.AddLanes(Enum.GetValues<Lane>());
            bus.AddConsumer<SuspectConsumer, SuspectConsumerDefinition>();
            bus.AddConsumer<ObjectEventsConsumer, ObjectEventsConsumerDefinition>();
            bus.AddConsumer<BucketNotificationConsumer, BucketNotificationConsumerDefinition>();
            bus.AddConsumer<ChunkRecognizedConsumer, ChunkRecognizedConsumerDefinition>();
            bus.AddConsumer<ModelsOfferedConsumer, ModelsOfferedConsumerDefinition>();
        },
        builder => builder.AddOptions<WorkerOptions>("Worker"));
}
