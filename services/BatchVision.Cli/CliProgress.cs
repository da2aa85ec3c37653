using Spectre.Console;

namespace BatchVision.Cli;

/// <summary>Progress goes to standard error: standard output holds results.</summary>
internal static class CliProgress
{
    public static IAnsiConsole Console() =>
        AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(System.Console.Error) });
}
