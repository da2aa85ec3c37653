using System.Diagnostics;

namespace BatchVision.Benchmarks;

/// <summary>Runs a command of an alternative to its end, and sees to it that nothing of it outlives this process.</summary>
internal static class AlternativeProcess
{
    private const int LastLines = 12;

    // The program leads a session of its own, so that a kill of its group takes the workers it forked. The kernel ends our pipe to this
    // shell however we end, SIGKILL included; the watcher then kills the group. A cancellation and a time-out only close that pipe.
    private const string Script = """
        exec 3<&0
        setsid "$@" </dev/null 3<&- &
        program=$!
        { read -r _; kill -s KILL -- "-$program"; } <&3 >/dev/null 2>&1 &
        watcher=$!
        wait "$program"
        code=$?
        kill -s KILL "$watcher"
        exit "$code"
        """;

    /// <summary>Returns what the command printed; an <see cref="AlternativeException"/> tells how it failed.</summary>
    public static async Task<string> RunAsync(string folder, IReadOnlyList<string> command, TimeSpan timeout, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo("sh", ["-c", Script, "sh", .. command])
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(timeout);
        using var end = limit.Token.Register(process.StandardInput.Close);
        var output = process.StandardOutput.ReadToEndAsync(CancellationToken.None);
        var error = await process.StandardError.ReadToEndAsync(CancellationToken.None);
        await process.WaitForExitAsync(CancellationToken.None);

        cancellationToken.ThrowIfCancellationRequested();
        if (limit.IsCancellationRequested)
            throw new AlternativeException($"`{string.Join(' ', command)}` was ended after {timeout.TotalMinutes:F0} minutes.{Last(error)}");
        if (process.ExitCode != 0)
            throw new AlternativeException($"`{string.Join(' ', command)}` ended with {process.ExitCode}.{Last(error, await output)}");
        return await output;
    }

    /// <summary>Compilers tell what is wrong on their output, the rest on their error output.</summary>
    private static string Last(params string[] texts)
    {
        var text = texts.FirstOrDefault(text => !string.IsNullOrWhiteSpace(text));
        return text is null ? "" : "\n" + string.Join('\n', text.TrimEnd().Split('\n').TakeLast(LastLines));
    }
}
