using System.Runtime.Versioning;

namespace BatchVision.TestServers.Hosting;

/// <summary>
/// S3 by Ceph's gateway: one monitor, one store in memory, one gateway. The gateway is the server that is killed and started again;
/// the store behind it lives on, and the objects with it.
/// </summary>
[SupportedOSPlatform("linux")]
internal sealed class NativeCeph : IServerHost
{
    private const string Admin = "client.admin";
    private static readonly string[] Needed = ["ceph", "ceph-authtool", "ceph-mon", "ceph-osd", "monmaptool", "radosgw", "radosgw-admin"];

    private readonly Keeper _keeper = new("s");
    private readonly int _monitorPort = FreePorts.Take();
    private readonly string _cluster = Guid.NewGuid().ToString();
    private int? _gateway;

    [SupportedOSPlatformGuard("linux")]
    public static bool IsInstalled => OperatingSystem.IsLinux() && Needed.All(program => Programs.Find(program) is not null);

    public int Port { get; } = FreePorts.Take();

    private string Folder => _keeper.Folder;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (_gateway is not null)
        {
            await StartGatewayAsync(cancellationToken);
            return;
        }

        File.WriteAllText(In("ceph.conf"), Configuration());
        Directory.CreateDirectory(In("mon"));
        Directory.CreateDirectory(In("osd"));
        Directory.CreateDirectory(In("rgw"));
        await CreateKeysAsync(cancellationToken);
        await StartMonitorAsync(cancellationToken);
        await StartStoreAsync(cancellationToken);
        await StartGatewayAsync(cancellationToken);
        await RunAsync(
            "radosgw-admin",
            ["user", "create", "--uid", "bv", "--display-name", "bv", "--access-key", Credentials.User, "--secret-key", Credentials.Secret],
            cancellationToken);
    }

    public Task StopAsync(CancellationToken cancellationToken) => _keeper.StopAsync(_gateway!.Value, "TERM", cancellationToken);

    public Task KillAsync(CancellationToken cancellationToken) => _keeper.CrashAsync(_gateway!.Value, cancellationToken);

    public void ThrowIfEnded() => _keeper.ThrowIfEnded(_gateway!.Value, "radosgw");

    public ValueTask DisposeAsync() => _keeper.DisposeAsync();

    private async Task CreateKeysAsync(CancellationToken cancellationToken)
    {
        string[] all = ["--cap", "mon", "allow *", "--cap", "osd", "allow *"];
        await RunAsync("ceph-authtool", ["-C", In("keyring"), "--gen-key", "-n", "mon.", .. all], cancellationToken);
        await RunAsync("ceph-authtool", [In("keyring"), "--gen-key", "-n", Admin, .. all], cancellationToken);
        await RunAsync("ceph-authtool", [In("keyring"), "--gen-key", "-n", "osd.0", .. all], cancellationToken);
    }

    private async Task StartMonitorAsync(CancellationToken cancellationToken)
    {
        await RunAsync(
            "monmaptool", ["--create", "--fsid", _cluster, "--addv", "a", $"[v2:127.0.0.1:{_monitorPort}]", In("monmap")], cancellationToken);
        await RunAsync("ceph-mon", ["--mkfs", "-i", "a", "--monmap", In("monmap"), "--keyring", In("keyring")], cancellationToken);
        await StartAsync("ceph-mon", ["-f", "-i", "a"], cancellationToken);
    }

    private async Task StartStoreAsync(CancellationToken cancellationToken)
    {
        var store = Guid.NewGuid().ToString();
        await RunAsync("ceph", ["--connect-timeout", "30", "osd", "new", store], cancellationToken);
        await RunAsync("ceph-osd", ["--mkfs", "-i", "0", "--osd-uuid", store], cancellationToken);
        await StartAsync("ceph-osd", ["-f", "-i", "0"], cancellationToken);
    }

    private async Task StartGatewayAsync(CancellationToken cancellationToken) =>
        _gateway = await StartAsync("radosgw", ["-f", "-n", Admin], cancellationToken);

    private Task<int> StartAsync(string program, IReadOnlyList<string> arguments, CancellationToken cancellationToken) =>
        _keeper.StartAsync(Command(program, program, arguments), cancellationToken);

    private Task RunAsync(string program, IReadOnlyList<string> arguments, CancellationToken cancellationToken) =>
        _keeper.RunAsync(Command($"{program}-tool", program, arguments), cancellationToken);

    private ServerCommand Command(string name, string program, IReadOnlyList<string> arguments) =>
        new(name, [program, .. arguments])
        {
            Variables = new Dictionary<string, string> { ["CEPH_CONF"] = In("ceph.conf") },
        };

    private string In(string name) => Path.Combine(Folder, name);

    // Few shards and few placement groups: each is an object or a queue to create before the first answer.
    // A quick Paxos: the monitor otherwise waits a second to gather proposals, at every step of the start.
    private string Configuration() => $"""
        [global]
        fsid = {_cluster}
        mon initial members = a
        mon host = v2:127.0.0.1:{_monitorPort}
        public addr = 127.0.0.1
        cluster addr = 127.0.0.1
        keyring = {Folder}/keyring
        mon data = {Folder}/mon
        osd data = {Folder}/osd
        rgw data = {Folder}/rgw
        run dir = {Folder}
        crash dir = {Folder}
        exporter sock dir = {Folder}
        admin socket = {Folder}/$name.asok
        log file = {Folder}/$name.out
        debug ms = 0/0
        mon data avail crit = 1
        mon data avail warn = 1
        mon allow pool size one = true
        mon max pg per osd = 2000
        paxos propose interval = 0.05
        paxos min wait = 0.01
        osd objectstore = memstore
        memstore device bytes = 4294967296
        osd crush chooseleaf type = 0
        osd pool default size = 1
        osd pool default min size = 1
        osd pool default pg num = 4
        osd pool default pgp num = 4
        osd pool default pg autoscale mode = off
        [{Admin}]
        rgw frontends = beast endpoint=127.0.0.1:{Port} tcp_nodelay=1
        rgw num rados handles = 1
        rgw thread pool size = 64
        rgw enable usage log = false
        rgw enable ops log = false
        rgw enable quota threads = false
        rgw dynamic resharding = false
        rgw override bucket index max shards = 1
        rgw gc max objs = 4
        rgw lc max objs = 4
        rgw md log max shards = 4
        rgw data log num shards = 4
        rgw reshard num logs = 2
        rgw objexp hints num shards = 4

        """;
}
