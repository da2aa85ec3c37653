using BatchVision.Contracts;
using MassTransit;
using MassTransit.Middleware;

namespace BatchVision.Worker;

/// <summary>How chunks of a lane are pulled.</summary>
public abstract class LaneConsumerDefinition<TConsumer> : ConsumerDefinition<TConsumer>
    where TConsumer : LaneConsumer
{
    private readonly int _chunksAtOnce;
    private readonly WorkerOptions _options;

    protected LaneConsumerDefinition(Lane lane, int chunksAtOnce, WorkerOptions options)
    {
        _chunksAtOnce = chunksAtOnce;
        _options = options;
        EndpointName = lane.Queue();
        ConcurrentMessageLimit = chunksAtOnce;
        // Chunks are sent to a lane, never published: bound by its type, one message would be in every lane.
        Endpoint(endpoint => endpoint.ConfigureConsumeTopology = false);
    }

    protected override void ConfigureConsumer(
        IReceiveEndpointConfigurator endpointConfigurator,
        IConsumerConfigurator<TConsumer> consumerConfigurator,
        IRegistrationContext context)
    {
        // Equal on purpose: a chunk that is prefetched but not started spends its delivery count on every graceful stop.
        endpointConfigurator.PrefetchCount = _chunksAtOnce;

        // The ledger holds every chunk and hears of every fault, so a copy in an error queue would only be sent twice.
        // MassTransit's own DiscardFaultedMessages would not publish the fault either.
        endpointConfigurator.ConfigureError(pipe =>
        {
            pipe.UseFilter(new GenerateFaultFilter());
            pipe.UseFilter(new DiscardErrorTransportFilter());
        });

        // Only what concerns the whole chunk arrives here as an exception: a store that does not answer, a disk that fails.
        endpointConfigurator.UseMessageRetry(retry =>
        {
            retry.Handle<IOException>();
            retry.Exponential(_options.StoreRetries, TimeSpan.FromMilliseconds(200), TimeSpan.FromSeconds(30), TimeSpan.FromMilliseconds(500));
        });
    }
}
