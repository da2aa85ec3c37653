using System.Collections.Concurrent;

namespace BatchVision.EndToEnd.Tests.Soak;

/// <summary>
/// One fault after another, with a pause between them. Processes are killed in the first half only: those that live through the second show whether
/// memory grows.
/// </summary>
internal sealed class Chaos(Stack stack, TimeSpan length, TimeSpan pause)
{
    // A fault is felt for a while after it has ended: retries, reconnects, leases.
    private static readonly TimeSpan Aftermath = TimeSpan.FromSeconds(60);

    private readonly ConcurrentQueue<Fault> _faults = [];

    public IReadOnlyCollection<Fault> Faults => _faults;

    public bool Explains(DateTimeOffset at) => _faults.Any(fault => fault.Began <= at && at <= fault.Ended + Aftermath);

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        (string Name, Func<Task> Do)[] kills =
        [
            ("worker killed", () => Worker().KillAsync()),
            ("results killed", () => stack.Service("Results").KillAsync()),
            ("ingest killed", () => stack.Service("Ingest").KillAsync()),
            ("worker told to stop", () => Worker().StopAsync(Stack.Token)),
        ];
        (string Name, Func<Task> Do)[] troubles =
        [
            ("broker killed", RestartBrokerAsync),
            ("database killed", RestartDatabaseAsync),
            ("store answers 503", () => TroubleStoreAsync(proxy => proxy.AnswerHttp(503))),
            ("store dawdles", () => TroubleStoreAsync(proxy => proxy.Delay(TimeSpan.FromMilliseconds(500)))),
            ("network cut between workers and broker", CutNetworkAsync),
        ];
        var started = DateTimeOffset.UtcNow;
        for (var i = 0; DateTimeOffset.UtcNow + pause < started + length; i++)
        {
            await Task.Delay(pause, cancellationToken);
            var isFirstHalf = DateTimeOffset.UtcNow < started + (length / 2);
            var kinds = isFirstHalf && i % 2 == 0 ? kills : troubles;
            var (name, fault) = kinds[i / 2 % kinds.Length];
            var began = DateTimeOffset.UtcNow;
            await fault();
            _faults.Enqueue(new Fault(name, began, DateTimeOffset.UtcNow));
        }
    }

    /// <summary>The one that has run longest: each in its turn, that of the quarantine lane too.</summary>
    private ServiceProcess Worker() => stack.Services.First(service => service is { Name: "Worker", HasExited: false });

    private async Task RestartBrokerAsync()
    {
        await stack.Servers.RabbitMq.KillAsync(Stack.Token);
        await stack.Servers.RabbitMq.StartAgainAsync(Stack.Token);
    }

    private async Task RestartDatabaseAsync()
    {
        await stack.Servers.Postgres.KillAsync(Stack.Token);
        await stack.Servers.Postgres.StartAgainAsync(Stack.Token);
    }

    private async Task TroubleStoreAsync(Action<TestServers.TcpProxy> trouble)
    {
        trouble(stack.StoreProxy!);
        await Task.Delay(TimeSpan.FromSeconds(20), Stack.Token);
        stack.StoreProxy!.Restore();
    }

    private async Task CutNetworkAsync()
    {
        stack.WorkerBrokerProxy!.Cut();
        await Task.Delay(TimeSpan.FromSeconds(15), Stack.Token);
        stack.WorkerBrokerProxy!.Restore();
    }
}
