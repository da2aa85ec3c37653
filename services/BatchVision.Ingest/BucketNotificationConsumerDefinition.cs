using BatchVision.Objects.Events;
using MassTransit;

namespace BatchVision.Ingest;

/// <summary>The endpoint that stores write to, by way of the exchange <c>bucket-notifications</c>: JSON without an envelope.</summary>
public sealed class BucketNotificationConsumerDefinition : ConsumerDefinition<BucketNotificationConsumer>
{
    private const int AtOnce = 4;

    public BucketNotificationConsumerDefinition()
    {
        EndpointName = "bucket-events";
        ConcurrentMessageLimit = AtOnce;
        Endpoint(endpoint => endpoint.ConfigureConsumeTopology = false);
    }

    protected override void ConfigureConsumer(
        IReceiveEndpointConfigurator endpointConfigurator,
        IConsumerConfigurator<BucketNotificationConsumer> consumerConfigurator,
        IRegistrationContext context)
    {
        endpointConfigurator.PrefetchCount = AtOnce;
        endpointConfigurator.UseRawJsonDeserializer(RawSerializerOptions.AnyMessageType, isDefault: true);
        endpointConfigurator.UseMessageRetry(retry =>
        {
            retry.Ignore<BucketEventException>();
            retry.Exponential(10, TimeSpan.FromMilliseconds(200), TimeSpan.FromSeconds(30), TimeSpan.FromMilliseconds(500));
        });
        if (endpointConfigurator is IRabbitMqReceiveEndpointConfigurator rabbit)
        {
            // Stores publish to topic exchanges, with their own routing keys.
            rabbit.Bind("bucket-notifications", bind =>
            {
                bind.ExchangeType = "topic";
                bind.RoutingKey = "#";
            });
        }
    }
}
