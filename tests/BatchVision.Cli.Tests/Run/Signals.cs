using System.Diagnostics;

namespace BatchVision.Cli.Tests.Run;

internal static class Signals
{
    /// <summary>As Ctrl-C (INT) or an init system (TERM) does.</summary>
    public static async Task SendAsync(this Process process, string signal)
    {
        using var kill = Process.Start("kill", [$"-{signal}", $"{process.Id}"]);
        await kill.WaitForExitAsync(TestContext.Current.CancellationToken);
    }
}
