using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Runtime.Versioning;
using System.Text.RegularExpressions;

namespace BatchVision.TestServers.Tests;

[SupportedOSPlatform("linux")]
public sealed partial class OwnerTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task OwnerProcess_Killed_LeavesNoServerAndNoData()
    {
        var server = await SharedServers.PostgresAsync(Token);
        Assert.SkipUnless(server.CanRestart && OperatingSystem.IsLinux(), "Servers named by the environment have no owner here.");
        // A temporary folder of its own shows what it leaves; short, for the unix sockets in it.
        var temporary = Directory.CreateTempSubdirectory("bv-o");
        temporary.UnixFileMode |= UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;
        using var owner = Start(temporary.FullName);
        var ports = await ReadPortsAsync(owner);
        Assert.Equal(3, temporary.GetDirectories().Length);

        owner.Kill();

        await UntilAsync(() => temporary.GetDirectories().Length == 0);
        await UntilAsync(() => ProcessesNaming(temporary.FullName).Count == 0);
        foreach (var port in ports)
            Assert.False(await AnswersAsync(port), $"Port {port} still answers.");
        temporary.Delete(recursive: true);
    }

    // Should this test process be killed, the owner ends with its input.
    private static Process Start(string temporary) => Process.Start(
        new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "BatchVision.TestServers.dll"), "--until-input-ends"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            Environment = { ["TMPDIR"] = temporary },
        })!;

    private static async Task<List<int>> ReadPortsAsync(Process owner)
    {
        var ports = new List<int>();
        while (await owner.StandardOutput.ReadLineAsync(Token) is { } line && !line.StartsWith('#'))
            ports.AddRange(Ports().Matches(line).Select(match => int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture)));
        Assert.Equal(4, ports.Count);
        return ports;
    }

    private static async Task UntilAsync(Func<bool> isSo)
    {
        var clock = Stopwatch.StartNew();
        while (!isSo())
        {
            Assert.True(clock.Elapsed < TimeSpan.FromSeconds(30), "The servers outlive their owner.");
            await Task.Delay(50, Token);
        }
    }

    /// <summary>Processes whose arguments or variables name the folder; TMPDIR does in all that the owner started.</summary>
    private static List<string> ProcessesNaming(string folder) =>
    [
        .. Directory.EnumerateDirectories("/proc")
            .Where(process => char.IsAsciiDigit(Path.GetFileName(process)[0]))
            .Where(process => Reads(process, "cmdline", folder) || Reads(process, "environ", folder)),
    ];

    private static bool Reads(string process, string file, string folder)
    {
        try
        {
            return File.ReadAllText(Path.Combine(process, file)).Contains(folder, StringComparison.Ordinal);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private static async Task<bool> AnswersAsync(int port)
    {
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await socket.ConnectAsync(IPAddress.Loopback, port, Token);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    [GeneratedRegex(@"(?:127\.0\.0\.1:|Port=)(\d+)")]
    private static partial Regex Ports();
}
