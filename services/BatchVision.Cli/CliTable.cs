using Spectre.Console;

namespace BatchVision.Cli;

/// <summary>Tables on standard output.</summary>
internal static class CliTable
{
    private const int Unbounded = 1000;

    public static void Print(Table table)
    {
        // A file or a pipe has no edge to wrap at; grep wants whole lines.
        if (Console.IsOutputRedirected)
            AnsiConsole.Profile.Width = Unbounded;
        AnsiConsole.Write(table);
    }
}
