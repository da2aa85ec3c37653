namespace BatchVision.Cli;

/// <summary>Ends a command with one line that says what was wrong and how to mend it, and an exit code; never a stack trace.</summary>
internal sealed class CommandException(int exitCode, string message) : Exception(message)
{
    public int ExitCode { get; } = exitCode;
}
