using BatchVision.TestServers.Hosting;

namespace BatchVision.TestServers;

/// <summary>A RabbitMQ node with its management API. Tests take a virtual host each.</summary>
public sealed class RabbitMqServer : TestServer
{
    private RabbitMqServer(IServerHost? host, Uri uri, Uri management)
        : base(host)
    {
        Uri = uri;
        ManagementUri = management;
        Management = new RabbitMqManagement(uri, management);
    }

    /// <summary>amqp URI of the default virtual host.</summary>
    public Uri Uri { get; }

    /// <summary>http URI of the management API.</summary>
    public Uri ManagementUri { get; }

    /// <summary>Where Prometheus would read its metrics; null for a server that is not of a Debian package.</summary>
    public Uri? MetricsUri { get; private init; }

    internal RabbitMqManagement Management { get; }

    /// <summary>A server of the caller's own, for tests that end it; others share <see cref="SharedServers.RabbitMqAsync"/>.</summary>
    public static async Task<RabbitMqServer> StartAsync(CancellationToken cancellationToken)
    {
        if (Availability.Variable("BATCHVISION_TEST_RABBITMQ") is { } named)
        {
            var management = Availability.Variable("BATCHVISION_TEST_RABBITMQ_MANAGEMENT")
                ?? throw new InvalidOperationException("BATCHVISION_TEST_RABBITMQ needs BATCHVISION_TEST_RABBITMQ_MANAGEMENT beside it.");
            return await StartedAsync(null, () => new RabbitMqServer(null, new Uri(named), new Uri(management)), cancellationToken);
        }

        if (await ContainerEngine.AnswersAsync())
        {
            var (amqp, http) = (FreePorts.Take(), FreePorts.Take());
            var container = new ContainerHost(Containers.RabbitMq(amqp, http));
            return await StartedAsync(
                container,
                () => new RabbitMqServer(
                    container, new Uri($"amqp://{Credentials.User}:{Credentials.Secret}@{container.Hostname}:{amqp}/"), new Uri($"http://{container.Hostname}:{http}/")),
                cancellationToken);
        }

        if (NativeRabbitMq.IsInstalled)
        {
            var native = new NativeRabbitMq();
            var (amqp, http, metrics) = (native.AmqpPort, native.ManagementPort, native.MetricsPort);
            return await StartedAsync(
                native,
                () => new RabbitMqServer(native, new Uri($"amqp://guest:guest@127.0.0.1:{amqp}/"), new Uri($"http://127.0.0.1:{http}/"))
                {
                    MetricsUri = new Uri($"http://127.0.0.1:{metrics}/"),
                },
                cancellationToken);
        }

        throw Availability.Missing("RabbitMQ", "rabbitmq-server", "BATCHVISION_TEST_RABBITMQ");
    }

    /// <summary>A fresh virtual host, removed by disposal.</summary>
    public Task<VirtualHost> CreateVirtualHostAsync(CancellationToken cancellationToken) => VirtualHost.CreateAsync(this, cancellationToken);

    private protected override Task ProbeAsync(CancellationToken cancellationToken) => Management.ProbeAsync(cancellationToken);

    private protected override ValueTask DisposeClientsAsync()
    {
        Management.Dispose();
        return ValueTask.CompletedTask;
    }
}
