using BatchVision.Storage;
using Spectre.Console;

namespace BatchVision.Cli.Moderation;

/// <summary>Decides history, with a bar on a terminal.</summary>
internal static class HistoryProgress
{
    /// <summary>Returns how many images were looked at.</summary>
    public static async Task<long> DecideAsync(Policies policies, bool quiet)
    {
        if (quiet || Console.IsErrorRedirected)
            return await policies.DecideHistoryAsync(progress: null, CancellationToken.None);

        var console = CliProgress.Console();
        return await console.Progress().AutoClear(true)
            .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn())
            .StartAsync(async progress =>
            {
                var bar = progress.AddTask("Deciding known images");
                return await policies.DecideHistoryAsync(
                    (done, total) => (bar.MaxValue, bar.Value) = (total, done), CancellationToken.None);
            });
    }
}
