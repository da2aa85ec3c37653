using System.Runtime.Versioning;

namespace BatchVision.TestServers.Hosting;

/// <summary>PostgreSQL of the Debian package: a cluster of its own, on loopback, any user trusted.</summary>
[SupportedOSPlatform("linux")]
internal sealed class NativePostgres(bool durable) : IServerHost
{
    private static readonly string? Server = Programs.Find("postgres", "/usr/lib/postgresql/*/bin");

    // PostgreSQL refuses to run as root; the package's user does.
    private static readonly string[] AsUser = Environment.IsPrivilegedProcess
        ? ["setpriv", "--reuid=postgres", "--regid=postgres", "--init-groups", "--"]
        : [];

    private readonly Keeper _keeper = new("p");
    private int? _server;

    [SupportedOSPlatformGuard("linux")]
    public static bool IsInstalled => OperatingSystem.IsLinux() && Server is not null;

    public int Port { get; } = FreePorts.Take();

    private string Data => Path.Combine(_keeper.Folder, "data");

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (_server is null)
            await InitializeAsync(cancellationToken);
        var durability = durable ? "on" : "off";
        _server = await _keeper.StartAsync(
            new ServerCommand("postgres", [
                .. AsUser, Server!, "-D", Data, "-p", $"{Port}",
                "-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories=", "-c", "max_connections=200",
                "-c", $"fsync={durability}", "-c", $"synchronous_commit={durability}", "-c", $"full_page_writes={durability}",
            ]),
            cancellationToken);
    }

    // "Fast": open sessions are rolled back and closed, then a checkpoint.
    public Task StopAsync(CancellationToken cancellationToken) => _keeper.StopAsync(_server!.Value, "INT", cancellationToken);

    public Task KillAsync(CancellationToken cancellationToken) => _keeper.CrashAsync(_server!.Value, cancellationToken);

    public void ThrowIfEnded() => _keeper.ThrowIfEnded(_server!.Value, "postgres");

    public ValueTask DisposeAsync() => _keeper.DisposeAsync();

    private async Task InitializeAsync(CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(Data);
        if (AsUser.Length > 0)
            await _keeper.RunAsync(new ServerCommand("chown", "chown", "postgres:", Data), cancellationToken);
        var initialize = Path.Combine(Path.GetDirectoryName(Server!)!, "initdb");
        await _keeper.RunAsync(
            new ServerCommand("initdb", [
                .. AsUser, initialize, "-D", Data, "-U", Credentials.User, "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync",
            ]),
            cancellationToken);
    }
}
