using MassTransit;

namespace BatchVision.Worker;

/// <summary>How chunks are pulled.</summary>
public sealed class RecognizeChunkConsumerDefinition : ConsumerDefinition<RecognizeChunkConsumer>
{
    // One chunk ending, one in the middle, one starting: the pipeline never runs dry between two chunks.
    private const int ChunksAtOnce = 3;

    public RecognizeChunkConsumerDefinition()
    {
        EndpointName = "recognize-chunk";
        ConcurrentMessageLimit = ChunksAtOnce;
    }

    protected override void ConfigureConsumer(
        IReceiveEndpointConfigurator endpointConfigurator,
        IConsumerConfigurator<RecognizeChunkConsumer> consumerConfigurator,
        IRegistrationContext context)
    {
        // Equal on purpose: a chunk that is prefetched but not started spends its delivery count on every graceful stop.
        endpointConfigurator.PrefetchCount = ChunksAtOnce;

        // Only what concerns the whole chunk arrives here as an exception: a store that does not answer, a disk that fails.
        endpointConfigurator.UseMessageRetry(retry =>
        {
            retry.Exponential(3, TimeSpan.FromMilliseconds(200), TimeSpan.FromSeconds(5), TimeSpan.FromMilliseconds(500));
            retry.Ignore<OperationCanceledException>();
            retry.Ignore<UnknownModelException>();
        });
    }
}
