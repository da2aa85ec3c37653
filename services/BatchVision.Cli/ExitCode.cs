namespace BatchVision.Cli;

/// <summary>What the process says to the shell.</summary>
internal static class ExitCode
{
    public const int Done = 0;
    public const int Failure = 1;
    public const int Usage = 2;
    public const int SomeImagesFailed = 3;
    public const int Configuration = 4;

    /// <summary>sysexits.h calls it EX_TEMPFAIL: the same command may succeed later.</summary>
    public const int Temporary = 75;
    public const int Interrupted = 130;
}
