namespace BatchVision.EndToEnd.Tests;

/// <summary>Starts a service again whenever its process ends, as an orchestrator does.</summary>
internal sealed class Supervisor : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _watch;

    public Supervisor(Func<ServiceProcess> start) => _watch = WatchAsync(start);

    /// <summary>Times a process ended.</summary>
    public int Ends { get; private set; }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _watch.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
    }

    private async Task WatchAsync(Func<ServiceProcess> start)
    {
        while (true)
        {
            await start().WaitForExitAsync(_stop.Token);
            Ends++;
        }
    }
}
