namespace BatchVision.Cli;

/// <summary>What the process says to the shell.</summary>
internal static class ExitCode
{
    public const int Done = 0;
    public const int Failure = 1;
    public const int Usage = 2;
    public const int SomeImagesFailed = 3;
    public const int Configuration = 4;
    public const int Interrupted = 130;
}
