using System.Text;
using DotNet.Testcontainers.Builders;
using DotNet.Testcontainers.Containers;
using Testcontainers.PostgreSql;
using Testcontainers.RabbitMq;

namespace BatchVision.TestServers.Hosting;

/// <summary>
/// The servers as containers. Host ports are chosen by us: those that the engine chooses change when a container is started again.
/// </summary>
internal static class Containers
{
    public static IContainer RabbitMq(int amqpPort, int managementPort) =>
        new RabbitMqBuilder("rabbitmq:4-management")
            .WithUsername(Credentials.User)
            .WithPassword(Credentials.Secret)
            .WithPortBinding(amqpPort, 5672)
            .WithPortBinding(managementPort, 15672)
            .WithResourceMapping(Encoding.UTF8.GetBytes(RabbitMqSettings.FreshCounts), "/etc/rabbitmq/advanced.config")
            .WithCreateParameterModifier(container => container.StopSignal = "SIGKILL")
            .Build();

    public static IContainer Postgres(int port, bool durable)
    {
        var durability = durable ? "on" : "off";
        return new PostgreSqlBuilder("postgres:17")
            .WithUsername(Credentials.User)
            .WithPassword(Credentials.Secret)
            .WithPortBinding(port, 5432)
            .WithCommand(
                "-c", "max_connections=200",
                "-c", $"fsync={durability}", "-c", $"synchronous_commit={durability}", "-c", $"full_page_writes={durability}")
            .WithCreateParameterModifier(container => container.StopSignal = "SIGKILL")
            .Build();
    }

    public static IContainer S3(int port) =>
        new ContainerBuilder("chrislusf/seaweedfs:4.46")
            .WithCommand("server", "-s3", "-s3.port=8333", "-s3.config=/etc/s3.json", "-dir=/data")
            .WithPortBinding(port, 8333)
            .WithResourceMapping(
                Encoding.UTF8.GetBytes($$"""
                    {"identities": [{"name": "bv", "credentials": [{"accessKey": "{{Credentials.User}}", "secretKey": "{{Credentials.Secret}}"}],
                     "actions": ["Admin", "Read", "Write", "List", "Tagging"]}]}
                    """),
                "/etc/s3.json")
            .WithCreateParameterModifier(container => container.StopSignal = "SIGKILL")
            .Build();
}
