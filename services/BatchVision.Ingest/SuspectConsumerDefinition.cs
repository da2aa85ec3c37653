using MassTransit;

namespace BatchVision.Ingest;

/// <summary>The endpoint of the suspects. What it cannot do now, it tries for a minute; what is lost after that is overdue later.</summary>
public sealed class SuspectConsumerDefinition : ConsumerDefinition<SuspectConsumer>
{
    private const int AtOnce = 4;

    public SuspectConsumerDefinition()
    {
        EndpointName = "chunk-suspected";
        ConcurrentMessageLimit = AtOnce;
    }

    protected override void ConfigureConsumer(
        IReceiveEndpointConfigurator endpointConfigurator,
        IConsumerConfigurator<SuspectConsumer> consumerConfigurator,
        IRegistrationContext context)
    {
        endpointConfigurator.PrefetchCount = AtOnce;
        endpointConfigurator.UseMessageRetry(retry =>
            retry.Exponential(8, TimeSpan.FromMilliseconds(200), TimeSpan.FromSeconds(20), TimeSpan.FromMilliseconds(500)));
    }
}
