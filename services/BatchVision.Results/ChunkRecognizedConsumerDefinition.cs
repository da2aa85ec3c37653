using BatchVision.Storage;
using MassTransit;

namespace BatchVision.Results;

/// <summary>The endpoint of the results: batches of up to 50, each a transaction, as many at once as the writer takes.</summary>
public class ChunkRecognizedConsumerDefinition : ConsumerDefinition<ChunkRecognizedConsumer>
{
    private const int MessageLimit = 50;

    public ChunkRecognizedConsumerDefinition() => EndpointName = "chunk-recognized";

    protected override void ConfigureConsumer(
        IReceiveEndpointConfigurator endpointConfigurator,
        IConsumerConfigurator<ChunkRecognizedConsumer> consumerConfigurator,
        IRegistrationContext context)
    {
        // Less in flight and every batch would wait for its time limit.
        endpointConfigurator.PrefetchCount = MessageLimit * RecognitionWriter.Concurrency;
        endpointConfigurator.ConcurrentMessageLimit = MessageLimit * RecognitionWriter.Concurrency;
        consumerConfigurator.Options<BatchOptions>(options => options
            .SetMessageLimit(MessageLimit)
            .SetTimeLimit(TimeSpan.FromMilliseconds(250))
            .SetConcurrencyLimit(RecognitionWriter.Concurrency));
    }
}
