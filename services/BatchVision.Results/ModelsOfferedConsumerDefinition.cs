using MassTransit;

namespace BatchVision.Results;

/// <summary>The endpoint of the offers: rare, one at a time. A lost one is told again in minutes.</summary>
public sealed class ModelsOfferedConsumerDefinition : ConsumerDefinition<ModelsOfferedConsumer>
{
    public ModelsOfferedConsumerDefinition()
    {
        EndpointName = "models-offered";
        ConcurrentMessageLimit = 1;
    }

    protected override void ConfigureConsumer(
        IReceiveEndpointConfigurator endpointConfigurator,
        IConsumerConfigurator<ModelsOfferedConsumer> consumerConfigurator,
        IRegistrationContext context)
    {
        endpointConfigurator.PrefetchCount = 1;
        endpointConfigurator.UseMessageRetry(retry =>
            retry.Exponential(8, TimeSpan.FromMilliseconds(200), TimeSpan.FromSeconds(20), TimeSpan.FromMilliseconds(500)));
    }
}
