using System.Diagnostics;
using System.Globalization;
using System.Runtime.Versioning;

namespace BatchVision.TestServers.Hosting;

/// <summary>
/// The shell that owns one server's processes and its folder. It ends them when its input ends, and the kernel closes that pipe however
/// the test process ends: SIGKILL, crash or exit. A parent-death signal would not do: it follows the thread that forked, and the threads
/// of the pool come and go; setpriv clears it, too.
/// </summary>
[SupportedOSPlatform("linux")]
internal sealed class Keeper : IAsyncDisposable
{
    // Lines of shell come in, one line of answer goes out. Each server leads a session of its own, so a group kill takes what it forked;
    // PostgreSQL's backends open sessions again, hence the children. Only what is still our child is killed: its id cannot have been reused.
    // PIPE is caught, not ignored: an answer may find its reader gone, and ignored signals would be inherited.
    private const string Script = """
        exec 2>"$1/keeper.log"
        trap : PIPE
        started=
        crash() {
          grep -q "^PPid:.$$\$" "/proc/$1/status" || return 0
          children=$(cat "/proc/$1/task/$1/children")
          kill -s KILL -- "-$1" $children
          for child in $children; do
            while grep -q '^State:.[^XZ]' "/proc/$child/status"; do sleep 0.01; done
          done
          wait "$1"
        }
        while IFS= read -r line; do eval "$line"; done
        for pid in $started; do crash "$pid"; done
        rm -rf -- "$1"
        """;

    private readonly Process _shell;

    public Keeper(string name)
    {
        Folder = CreateFolder(name);
        var start = new ProcessStartInfo("setsid", ["sh", "-c", Script, "keeper", Folder])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        _shell = Process.Start(start)!;
    }

    /// <summary>The server's own: removed with it.</summary>
    public string Folder { get; }

    /// <summary>Runs a tool to its end.</summary>
    public async Task RunAsync(ServerCommand command, CancellationToken cancellationToken)
    {
        var log = LogOf(command.Name);
        var code = await AskAsync($"{command.ToShell()} </dev/null >{ServerCommand.Quote(log)} 2>&1; echo $?", cancellationToken);
        if (code != 0)
            throw new InvalidOperationException($"{command.Name} ended with {code}: {Tail(log)}");
    }

    /// <summary>Starts a server's process and leaves it running.</summary>
    public async Task<int> StartAsync(ServerCommand command, CancellationToken cancellationToken) =>
        await AskAsync(
            $"{command.ToShell("setsid")} </dev/null >>{ServerCommand.Quote(LogOf(command.Name))} 2>&1 & started=\"$started $!\"; echo $!",
            cancellationToken);

    /// <summary>Asks a process to end, by SIG{signal}, and waits until it has.</summary>
    public async Task StopAsync(int pid, string signal, CancellationToken cancellationToken) =>
        await AskAsync($"kill -s {signal} {pid}; wait {pid}; echo 0", cancellationToken);

    /// <summary>Kills a process, its group and its children.</summary>
    public async Task CrashAsync(int pid, CancellationToken cancellationToken) => await AskAsync($"crash {pid}; echo 0", cancellationToken);

    /// <summary>Throws, with the end of its log, where the process that a command started has ended.</summary>
    public void ThrowIfEnded(int pid, string name)
    {
        string status;
        try
        {
            status = File.ReadAllText($"/proc/{pid}/status");
        }
        catch (IOException)
        {
            status = "State:\tX";
        }

        // A process that ended is a zombie until the shell waits for it.
        if (status.Contains("State:\tZ", StringComparison.Ordinal) || status.Contains("State:\tX", StringComparison.Ordinal))
            throw new InvalidOperationException($"{name} ended: {Tail(LogOf(name))}");
    }

    public async ValueTask DisposeAsync()
    {
        _shell.StandardInput.Close();
        await _shell.WaitForExitAsync(CancellationToken.None);
        _shell.Dispose();
    }

    // Short: the path of a unix socket ends at 107 characters. Open to be passed: PostgreSQL runs as another user where we are root.
    private static string CreateFolder(string name)
    {
        var folder = Path.GetTempPath().Length <= 40
            ? Directory.CreateTempSubdirectory($"bv-{name}-").FullName
            : Directory.CreateDirectory($"/tmp/bv-{name}-{Path.GetRandomFileName()[..8]}").FullName;
        File.SetUnixFileMode(
            folder,
            UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute);
        return folder;
    }

    private static string Tail(string log) =>
        File.Exists(log) ? string.Join('\n', File.ReadLines(log).TakeLast(20)) : "it left no log.";

    private string LogOf(string name) => Path.Combine(Folder, $"{name}.log");

    private async Task<int> AskAsync(string line, CancellationToken cancellationToken)
    {
        await _shell.StandardInput.WriteLineAsync(line.AsMemory(), cancellationToken);
        await _shell.StandardInput.FlushAsync(cancellationToken);
        var answer = await _shell.StandardOutput.ReadLineAsync(cancellationToken)
            ?? throw new IOException($"The keeper of {Folder} ended.");
        return int.Parse(answer, CultureInfo.InvariantCulture);
    }
}
