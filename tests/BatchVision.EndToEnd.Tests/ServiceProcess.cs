using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace BatchVision.EndToEnd.Tests;

/// <summary>A service as it is deployed: a process of its own, configured by its environment.</summary>
internal sealed partial class ServiceProcess : IAsyncDisposable
{
    private const int Sigterm = 15;
    private static readonly HttpClient Http = new() { Timeout = TimeSpan.FromSeconds(2) };

    private readonly Process _process;
    private readonly ConcurrentQueue<string> _lines = [];

    private ServiceProcess(string name, IReadOnlyDictionary<string, string> environment)
    {
        Name = name;
        Address = new Uri($"http://127.0.0.1:{FreePort()}");
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true };
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, $"BatchVision.{name}.dll"));
        foreach (var (key, value) in environment)
            start.Environment[key] = value;
        start.Environment["urls"] = Address.ToString();
        start.Environment["DOTNET_ENVIRONMENT"] = "Production";
        _process = Process.Start(start)!;
        _process.OutputDataReceived += Keep;
        _process.ErrorDataReceived += Keep;
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    public string Name { get; }

    public Uri Address { get; }

    public int ProcessId => _process.Id;

    public bool HasExited => _process.HasExited;

    public int ExitCode => _process.ExitCode;

    /// <summary>User and system time so far.</summary>
    public TimeSpan CpuTime
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    public long ResidentBytes
    {
        get
        {
            _process.Refresh();
            return _process.WorkingSet64;
        }
    }

    public IReadOnlyCollection<string> Log => _lines;

    /// <summary>Starts a service; it may need a moment before it is ready.</summary>
    public static ServiceProcess Start(string name, IReadOnlyDictionary<string, string> environment) => new(name, environment);

    public Task WaitUntilReadyAsync(CancellationToken cancellationToken) => WaitForHealthAsync("ready", HttpStatusCode.OK, cancellationToken);

    public async Task WaitForHealthAsync(string page, HttpStatusCode wanted, CancellationToken cancellationToken)
    {
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (HasExited)
                throw new InvalidOperationException($"{Name} ended with {ExitCode}:\n{string.Join('\n', _lines)}");
            try
            {
                using var response = await Http.GetAsync(new Uri(Address, $"health/{page}"), cancellationToken);
                if (response.StatusCode == wanted)
                    return;
            }
            catch (Exception e) when (e is HttpRequestException or TaskCanceledException && !cancellationToken.IsCancellationRequested)
            {
                // Not listening yet.
            }

            await Task.Delay(50, cancellationToken);
        }
    }

    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    /// <summary>Asks the process to stop, as an orchestrator does, and waits until it has.</summary>
    public async Task<int> StopAsync(CancellationToken cancellationToken)
    {
        if (Signal(_process.Id, Sigterm) != 0)
            throw new InvalidOperationException($"{Name} {_process.Id} cannot be told to stop.");
        await _process.WaitForExitAsync(cancellationToken);
        return _process.ExitCode;
    }

    public Task WaitForExitAsync(CancellationToken cancellationToken) => _process.WaitForExitAsync(cancellationToken);

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
            await KillAsync();
        _process.Dispose();
    }

    private void Keep(object sender, DataReceivedEventArgs e)
    {
        if (e.Data is not null)
            _lines.Enqueue(e.Data);
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Signal(int processId, int signal);
}
