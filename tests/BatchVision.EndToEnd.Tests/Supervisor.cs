namespace BatchVision.EndToEnd.Tests;

/// <summary>Starts a service again whenever its process ends, as an orchestrator does.</summary>
internal sealed class Supervisor : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _watch;

    /// <param name="running">The process to watch first; null to start one.</param>
    /// <param name="start">Starts the next one.</param>
    public Supervisor(ServiceProcess? running, Func<ServiceProcess> start) => _watch = WatchAsync(running, start);

    /// <summary>Times a process ended.</summary>
    public int Ends { get; private set; }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _watch.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
    }

    private async Task WatchAsync(ServiceProcess? running, Func<ServiceProcess> start)
    {
        while (true)
        {
            await (running ?? start()).WaitForExitAsync(_stop.Token);
            running = null;
            Ends++;
        }
    }
}
