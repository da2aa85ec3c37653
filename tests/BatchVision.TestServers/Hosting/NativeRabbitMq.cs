using System.Buffers.Binary;
using System.Runtime.Versioning;

namespace BatchVision.TestServers.Hosting;

/// <summary>RabbitMQ of the Debian package: an epmd of its own and one node, on loopback.</summary>
[SupportedOSPlatform("linux")]
internal sealed class NativeRabbitMq : IServerHost
{
    // Not the wrappers in /usr/sbin: those change to the user rabbitmq and use /var.
    private static readonly string? Server = Programs.Find("rabbitmq-server", "/usr/lib/rabbitmq/bin", "/usr/lib/rabbitmq/lib/*/sbin");
    private static readonly string? PortMapper = Programs.Find("epmd", "/usr/lib/erlang/erts-*/bin");

    private readonly Keeper _keeper = new("r");
    private readonly int _portMapperPort = FreePorts.Take();
    private readonly int _distributionPort = FreePorts.Take();
    private int? _portMapper;
    private int _node;

    public NativeRabbitMq()
    {
        Write("home/.erlang.cookie", "bv");
        File.SetUnixFileMode(In("home/.erlang.cookie"), UnixFileMode.UserRead);
        Write("rabbitmq.conf", $"""
            listeners.tcp.1 = 127.0.0.1:{AmqpPort}
            management.tcp.ip = 127.0.0.1
            management.tcp.port = {ManagementPort}
            prometheus.tcp.ip = 127.0.0.1
            prometheus.tcp.port = {MetricsPort}
            default_user = guest
            default_pass = guest
            disk_free_limit.absolute = 50MB

            """);
        Write("advanced.config", RabbitMqSettings.FreshCounts);
        Write("enabled_plugins", "[rabbitmq_management,rabbitmq_prometheus].\n");
    }

    [SupportedOSPlatformGuard("linux")]
    public static bool IsInstalled => OperatingSystem.IsLinux() && Server is not null && PortMapper is not null;

    public int AmqpPort { get; } = FreePorts.Take();

    public int ManagementPort { get; } = FreePorts.Take();

    public int MetricsPort { get; } = FreePorts.Take();

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        // Ours must answer before the node starts: a node that finds none starts a daemon, which nobody would end.
        _portMapper ??= await _keeper.StartAsync(
            new ServerCommand("epmd", PortMapper!, "-port", $"{_portMapperPort}", "-address", "127.0.0.1"), cancellationToken);
        while (!await FreePorts.AnswersAsync(_portMapperPort, cancellationToken))
        {
            _keeper.ThrowIfEnded(_portMapper.Value, "epmd");
            await Task.Delay(10, cancellationToken);
        }

        _node = await _keeper.StartAsync(new ServerCommand("rabbitmq", Server!) { Variables = Variables() }, cancellationToken);
    }

    public Task StopAsync(CancellationToken cancellationToken) => _keeper.StopAsync(_node, "TERM", cancellationToken);

    public async Task KillAsync(CancellationToken cancellationToken)
    {
        // A node killed within half a second of a quorum queue's declaration has not written the queue's name to disk and comes back with
        // a queue that never elects a leader. That is RabbitMQ's matter (3.10), not what our tests are about.
        while (!QueueNamesAreOnDisk())
            await Task.Delay(50, cancellationToken);
        await _keeper.CrashAsync(_node, cancellationToken);
    }

    public void ThrowIfEnded() => _keeper.ThrowIfEnded(_node, "rabbitmq");

    public ValueTask DisposeAsync() => _keeper.DisposeAsync();

    private Dictionary<string, string> Variables() => new()
    {
        ["HOME"] = In("home"),
        ["RABBITMQ_CONF_ENV_FILE"] = "/dev/null",
        ["RABBITMQ_NODENAME"] = "bv@localhost",
        ["RABBITMQ_MNESIA_BASE"] = In("mnesia"),
        ["RABBITMQ_LOG_BASE"] = In("log"),
        ["RABBITMQ_PID_FILE"] = In("pid"),
        ["RABBITMQ_CONFIG_FILE"] = In("rabbitmq.conf"),
        ["RABBITMQ_ADVANCED_CONFIG_FILE"] = In("advanced.config"),
        ["RABBITMQ_ENABLED_PLUGINS_FILE"] = In("enabled_plugins"),
        ["RABBITMQ_GENERATED_CONFIG_DIR"] = In("config"),
        ["RABBITMQ_SCHEMA_DIR"] = In("schema"),
        ["RABBITMQ_DIST_PORT"] = $"{_distributionPort}",
        ["RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS"] = "-kernel inet_dist_use_interface {127,0,0,1}",
        // With "input allowed" the script becomes the node instead of waiting beside it, so the id we hold is the node's.
        ["RABBITMQ_ALLOW_INPUT"] = "1",
        ["RABBITMQ_SERVER_START_ARGS"] = "-noinput",
        ["ERL_EPMD_PORT"] = $"{_portMapperPort}",
        ["ERL_EPMD_ADDRESS"] = "127.0.0.1",
    };

    // The names are a dets table; the third word of its header says whether the file is whole, which it is again after each flush.
    private bool QueueNamesAreOnDisk()
    {
        Span<byte> header = stackalloc byte[12];
        foreach (var names in Directory.EnumerateFiles(In("mnesia"), "names.dets", SearchOption.AllDirectories))
        {
            using var file = new FileStream(names, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            file.ReadExactly(header);
            if (BinaryPrimitives.ReadInt32BigEndian(header[8..]) == 0)
                return false;
        }

        return true;
    }

    private string In(string name) => Path.Combine(_keeper.Folder, name);

    private void Write(string name, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(In(name))!);
        File.WriteAllText(In(name), text);
    }
}
