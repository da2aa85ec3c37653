using DotNet.Testcontainers.Containers;

namespace BatchVision.TestServers.Hosting;

/// <summary>A server in a container, which Testcontainers removes when the test process is gone.</summary>
internal sealed class ContainerHost(IContainer container) : IServerHost
{
    public string Hostname => container.Hostname;

    public Task StartAsync(CancellationToken cancellationToken) => container.StartAsync(cancellationToken);

    // The containers are made with KILL as their stop signal: there is no other way to crash one through Testcontainers.
    public Task StopAsync(CancellationToken cancellationToken) => container.StopAsync(cancellationToken);

    public Task KillAsync(CancellationToken cancellationToken) => container.StopAsync(cancellationToken);

    public void ThrowIfEnded()
    {
        if (container.State is TestcontainersStates.Exited or TestcontainersStates.Dead)
            throw new InvalidOperationException($"The container {container.Name} ended.");
    }

    public ValueTask DisposeAsync() => container.DisposeAsync();
}
