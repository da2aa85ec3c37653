using Spectre.Console;

namespace BatchVision.Cli;

/// <summary>Progress goes to standard error: standard output holds results.</summary>
internal static class CliProgress
{
    public static IAnsiConsole Console() =>
        AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(System.Console.Error) });

    /// <summary>Shows a bar while something is done, on a terminal.</summary>
    /// <param name="description">What is done.</param>
    /// <param name="quiet">Shows nothing.</param>
    /// <param name="work">Tells how many are done, of how many.</param>
    public static async Task<T> BarAsync<T>(string description, bool quiet, Func<Action<long, long>?, Task<T>> work)
    {
        if (quiet || System.Console.IsErrorRedirected)
            return await work(null);

        return await Console().Progress().AutoClear(true)
            .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn())
            .StartAsync(async progress =>
            {
                var bar = progress.AddTask(description);
                return await work((done, total) => (bar.MaxValue, bar.Value) = (total, done));
            });
    }
}
