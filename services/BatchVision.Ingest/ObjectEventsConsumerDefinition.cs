using BatchVision.Contracts;
using MassTransit;

namespace BatchVision.Ingest;

/// <summary>The endpoint of object events. They are in no ledger until they are consumed, so none is given up: what fails stays in the error queue.</summary>
public sealed class ObjectEventsConsumerDefinition : ConsumerDefinition<ObjectEventsConsumer>
{
    private const int AtOnce = 4;

    public ObjectEventsConsumerDefinition()
    {
        EndpointName = ObjectEvents.Exchange;
        ConcurrentMessageLimit = AtOnce;
    }

    protected override void ConfigureConsumer(
        IReceiveEndpointConfigurator endpointConfigurator,
        IConsumerConfigurator<ObjectEventsConsumer> consumerConfigurator,
        IRegistrationContext context)
    {
        endpointConfigurator.PrefetchCount = AtOnce;
        endpointConfigurator.UseMessageRetry(retry =>
            retry.Exponential(10, TimeSpan.FromMilliseconds(200), TimeSpan.FromSeconds(30), TimeSpan.FromMilliseconds(500)));
    }
}
