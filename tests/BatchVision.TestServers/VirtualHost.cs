using System.Diagnostics;
using System.Text.Json.Nodes;

namespace BatchVision.TestServers;

/// <summary>One test's share of a broker: its own exchanges, queues and policies.</summary>
public sealed class VirtualHost : IAsyncDisposable
{
    private static readonly string[] Importable = ["parameters", "policies", "queues", "exchanges", "bindings"];
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan PollPause = TimeSpan.FromMilliseconds(50);
    private readonly RabbitMqManagement _management;

    private VirtualHost(RabbitMqServer server, string name)
    {
        _management = server.Management;
        Name = name;
        Uri = new UriBuilder(server.Uri) { Path = name }.Uri;
    }

    public string Name { get; }

    /// <summary>amqp URI, with credentials.</summary>
    public Uri Uri { get; }

    /// <summary>
    /// Adds the exchanges, queues, bindings, policies and parameters of a definitions file, whatever virtual host they name;
    /// its users, permissions and virtual hosts are left out.
    /// </summary>
    public async Task ImportAsync(string definitionsFile, CancellationToken cancellationToken)
    {
        var file = JsonNode.Parse(await File.ReadAllTextAsync(definitionsFile, cancellationToken))!.AsObject();
        var definitions = new JsonObject();
        foreach (var kind in Importable.Where(kind => file[kind] is JsonArray))
        {
            var entries = file[kind]!.DeepClone().AsArray();
            foreach (var entry in entries)
                entry!.AsObject().Remove("vhost");
            definitions[kind] = entries;
        }

        await _management.ImportAsync(Name, definitions, cancellationToken);
    }

    public Task<List<QueueState>> QueuesAsync(CancellationToken cancellationToken) => _management.QueuesAsync(Name, cancellationToken);

    /// <summary>Null where there is no such queue.</summary>
    public Task<QueueState?> QueueAsync(string queue, CancellationToken cancellationToken) =>
        _management.QueueAsync(Name, queue, cancellationToken);

    /// <summary>Waits until the queue exists and is as wanted; fails after 30 s, saying what it was last.</summary>
    public async Task<QueueState> WaitForQueueAsync(string queue, Func<QueueState, bool> isWanted, CancellationToken cancellationToken)
    {
        var clock = Stopwatch.StartNew();
        for (; ; )
        {
            var state = await QueueAsync(queue, cancellationToken);
            if (state is not null && isWanted(state))
                return state;
            if (clock.Elapsed > Patience)
                throw new TimeoutException($"Queue {queue} is not as wanted after {Patience.TotalSeconds:0} s: {state?.ToString() ?? "absent"}.");
            await Task.Delay(PollPause, cancellationToken);
        }
    }

    /// <summary>Publishes a text as another program would; a message that no queue takes is an error.</summary>
    public Task PublishAsync(string exchange, string routingKey, string body, CancellationToken cancellationToken) =>
        _management.PublishAsync(Name, exchange, routingKey, body, cancellationToken);

    public Task PurgeAsync(string queue, CancellationToken cancellationToken) => _management.PurgeAsync(Name, queue, cancellationToken);

    public async ValueTask DisposeAsync()
    {
        try
        {
            await _management.DeleteVirtualHostAsync(Name, CancellationToken.None);
        }
        catch (HttpRequestException)
        {
            // The test left its server dead; the server takes its virtual hosts with it.
        }
    }

    internal static async Task<VirtualHost> CreateAsync(RabbitMqServer server, CancellationToken cancellationToken)
    {
        var host = new VirtualHost(server, $"test-{Guid.NewGuid():N}");
        await server.Management.CreateVirtualHostAsync(host.Name, cancellationToken);
        return host;
    }
}
