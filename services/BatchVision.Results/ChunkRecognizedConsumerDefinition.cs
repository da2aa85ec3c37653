using MassTransit;

namespace BatchVision.Results;

/// <summary>The endpoint of the results: batches of up to 50, one transaction at a time.</summary>
public sealed class ChunkRecognizedConsumerDefinition : ConsumerDefinition<ChunkRecognizedConsumer>
{
    private const int MessageLimit = 50;

    public ChunkRecognizedConsumerDefinition() => EndpointName = "chunk-recognized";

    protected override void ConfigureConsumer(
        IReceiveEndpointConfigurator endpointConfigurator,
        IConsumerConfigurator<ChunkRecognizedConsumer> consumerConfigurator,
        IRegistrationContext context)
    {
        // Less than a batch in flight and every batch would wait for its time limit.
        endpointConfigurator.PrefetchCount = MessageLimit;
        endpointConfigurator.ConcurrentMessageLimit = MessageLimit;
        // One writer: SQLite has one write lock, and on PostgreSQL one connection of unnest outruns ten GPUs.
        consumerConfigurator.Options<BatchOptions>(options => options
            .SetMessageLimit(MessageLimit)
            .SetTimeLimit(TimeSpan.FromMilliseconds(250))
            .SetConcurrencyLimit(1));
    }
}
