using MassTransit;
using MassTransit.RabbitMqTransport.Configuration;

namespace BatchVision.ServiceDefaults;

/// <summary>
/// Makes every lasting receive endpoint a quorum queue, however it came to be configured. No other argument, ever: MassTransit copies
/// them to _error and _skipped, and a queue keeps for life what it was declared with.
/// </summary>
internal sealed class QuorumQueues : IEndpointConfigurationObserver
{
    public void EndpointConfigured<T>(T configurator)
        where T : IReceiveEndpointConfigurator
    {
        if (configurator is IRabbitMqReceiveEndpointConfigurator endpoint
            && configurator is IRabbitMqReceiveEndpointConfiguration { Settings: { Durable: true, AutoDelete: false } })
        {
            endpoint.SetQuorumQueue();
        }
    }
}
