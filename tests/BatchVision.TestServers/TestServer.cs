using BatchVision.TestServers.Hosting;

namespace BatchVision.TestServers;

/// <summary>A real server. Disposal ends the one that was started for it and removes its data; so does the end of this process.</summary>
public abstract class TestServer : IAsyncDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(90);
    private static readonly TimeSpan ProbePause = TimeSpan.FromMilliseconds(40);
    private readonly IServerHost? _host;

    private protected TestServer(IServerHost? host) => _host = host;

    /// <summary>False for a server named by the environment: it is not ours to end.</summary>
    public bool CanRestart => _host is not null;

    private IServerHost Host => _host ?? throw new InvalidOperationException("A server named by the environment is not ours to end.");

    /// <summary>Ends the server as a crash does, by SIGKILL. Its data stay.</summary>
    public Task KillAsync(CancellationToken cancellationToken) => Host.KillAsync(cancellationToken);

    /// <summary>Starts the server that was killed: same address, same data. Returns once it answers.</summary>
    public async Task StartAgainAsync(CancellationToken cancellationToken)
    {
        await Host.StartAsync(cancellationToken);
        await WaitUntilReadyAsync(cancellationToken);
    }

    /// <summary>Ends the server in good order and starts it again. (A container is killed instead.)</summary>
    public async Task RestartAsync(CancellationToken cancellationToken)
    {
        await Host.StopAsync(cancellationToken);
        await StartAgainAsync(cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        await DisposeClientsAsync();
        if (_host is not null)
            await _host.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    /// <summary>Throws while the server does not do its work yet.</summary>
    private protected abstract Task ProbeAsync(CancellationToken cancellationToken);

    private protected virtual ValueTask DisposeClientsAsync() => ValueTask.CompletedTask;

    private protected static async Task<T> StartedAsync<T>(IServerHost? host, Func<T> create, CancellationToken cancellationToken)
        where T : TestServer
    {
        try
        {
            if (host is not null)
                await host.StartAsync(cancellationToken);
            var server = create();
            await server.WaitUntilReadyAsync(cancellationToken);
            return server;
        }
        catch
        {
            if (host is not null)
                await host.DisposeAsync();
            throw;
        }
    }

    private async Task WaitUntilReadyAsync(CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(StartLimit);
        for (; ; )
        {
            try
            {
                await ProbeAsync(limit.Token);
                return;
            }
            catch (Exception notReady) when (!cancellationToken.IsCancellationRequested)
            {
                if (limit.IsCancellationRequested)
                    throw new TimeoutException($"{GetType().Name} did not answer within {StartLimit.TotalSeconds:0} s.", notReady);
            }

            _host?.ThrowIfEnded();
            await Task.Delay(ProbePause, cancellationToken);
        }
    }
}
