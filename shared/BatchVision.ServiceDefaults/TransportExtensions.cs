using System.Net.Security;
using System.Security.Authentication;
using BatchVision.Contracts;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace BatchVision.ServiceDefaults;

/// <summary>The message bus of a service: MassTransit on RabbitMQ.</summary>
public static class TransportExtensions
{
    /// <summary>
    /// Adds the bus, from section <c>RabbitMq</c>. Every receive endpoint is a quorum queue; all its other settings come from its consumer's
    /// definition, and its limits from the broker's policies (infra/rabbitmq). Messages of ours are confirmed and mandatory. A broker that is
    /// away at the start is waited for; readiness says so.
    /// </summary>
    /// <param name="builder">The host that is being built.</param>
    /// <param name="consumers">Adds the consumers with their definitions; nothing for a service that only sends.</param>
    /// <param name="endpoints">
    /// Adds receive endpoints that no definition can express, such as one consumer on several queues; runs before the endpoints of the
    /// consumers are configured.
    /// </param>
    /// <returns>The same builder.</returns>
    public static IHostApplicationBuilder AddTransport(
        this IHostApplicationBuilder builder,
        Action<IBusRegistrationConfigurator> consumers,
        Action<IBusRegistrationContext, IRabbitMqBusFactoryConfigurator>? endpoints = null)
    {
        builder.Services.AddSingleton<IValidateOptions<RabbitMqOptions>, RabbitMqOptionsValidator>();
        builder.Services.AddOptions<RabbitMqOptions>().BindConfiguration(RabbitMqOptions.Section).ValidateOnStart();
        builder.Services.Configure<MassTransitHostOptions>(options =>
        {
            options.WaitUntilStarted = false;
            options.ConsumerStopTimeout = ShutdownLadder.ConsumerStop;
            options.StopTimeout = ShutdownLadder.BusStop;
        });
        builder.Services.AddReceiveEndpointObserver<RefusedCredentials>();
        builder.Services.AddMassTransit(bus =>
        {
            bus.DisableUsageTelemetry();
            bus.SetKebabCaseEndpointNameFormatter();
            consumers(bus);
            bus.UsingRabbitMq((context, transport) =>
            {
                var address = BrokerAddress.Parse(context.GetRequiredService<IOptions<RabbitMqOptions>>().Value.Uri);
                transport.Host(address.Host, address.Port, address.VirtualHost, ConnectionName(builder), host => Configure(host, address));
                transport.ConnectEndpointConfigurationObserver(new QuorumQueues());
                transport.UseSendFilter(typeof(MandatoryFilter<>), context, types => types.Include(IsOurs));
                transport.UsePublishFilter(typeof(MandatoryFilter<>), context, types => types.Include(IsOurs));
                endpoints?.Invoke(context, transport);
                transport.ConfigureEndpoints(context);
            });
        });
        return builder;
    }

    private static void Configure(IRabbitMqHostConfigurator host, BrokerAddress address)
    {
        host.Username(address.User);
        host.Password(address.Password);
        host.PublisherConfirmation = true;
        if (address.Tls)
        {
            host.UseSsl(tls =>
            {
                tls.ServerName = address.Host;
                tls.Protocol = SslProtocols.None; // the system's choice: 1.2 or 1.3
                // MassTransit takes a certificate of any issuer unless told otherwise. A private authority is trusted by SSL_CERT_FILE.
                tls.EnforcePolicyErrors(SslPolicyErrors.RemoteCertificateChainErrors
                    | SslPolicyErrors.RemoteCertificateNameMismatch
                    | SslPolicyErrors.RemoteCertificateNotAvailable);
            });
        }
    }

    // What the broker's list of connections shows.
    private static string ConnectionName(IHostApplicationBuilder builder) => $"{builder.Environment.ApplicationName}@{Environment.MachineName}";

    // Not Fault<T> (namespace MassTransit): nobody has to listen to those, the message itself is in _error.
    private static bool IsOurs(Type type) => type.Namespace == typeof(RecognizeChunk).Namespace;
}
