namespace BatchVision.TestServers.Hosting;

/// <summary>A server of ours: processes of this machine, or a container. Its ports and its data stay the same over starts.</summary>
internal interface IServerHost : IAsyncDisposable
{
    /// <summary>Returns once the server runs; it may not answer yet.</summary>
    Task StartAsync(CancellationToken cancellationToken);

    /// <summary>Ends the server in good order.</summary>
    Task StopAsync(CancellationToken cancellationToken);

    /// <summary>Ends the server as a crash does: at once, nothing flushed.</summary>
    Task KillAsync(CancellationToken cancellationToken);

    /// <summary>Throws, with the end of its log, where the server ended by itself.</summary>
    void ThrowIfEnded();
}
