using Microsoft.Win32.SafeHandles;

namespace BatchVision.Cli.Query;

/// <summary>Standard output for many bytes.</summary>
internal static class StandardOutput
{
    private const int BrokenPipe = 32;

    /// <summary>
    /// A stream that fails when nobody reads any more. The console's own goes on for ever then, with a query of millions of rows behind it; but
    /// only that one moves the place in a file that the shell's next command writes to.
    /// </summary>
    public static Stream Open()
    {
        var stream = new FileStream(new SafeFileHandle(1, ownsHandle: false), FileAccess.Write, bufferSize: 0);
        return stream.CanSeek ? Console.OpenStandardOutput() : stream;
    }

    /// <summary>Whether the reader of the pipe went away.</summary>
    public static bool IsGone(IOException exception) => (exception.HResult & 0xffff) == BrokenPipe || exception.Message.Contains("Broken pipe", StringComparison.Ordinal);
}
