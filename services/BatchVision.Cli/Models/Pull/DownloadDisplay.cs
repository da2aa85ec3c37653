using System.Globalization;
using BatchVision.Recognition.Models;
using Spectre.Console;

namespace BatchVision.Cli.Models.Pull;

/// <summary>How far a download is, on standard error: a bar on a terminal, a line every ten seconds elsewhere.</summary>
internal static class DownloadDisplay
{
    private static readonly TimeSpan PlainInterval = TimeSpan.FromSeconds(10);

    /// <summary>Runs a download that tells its bytes, and in words what goes wrong on the way.</summary>
    public static Task<long> ShowAsync(DownloadableModel model, bool quiet, TimeProvider time, Func<Action<long>, Action<string>, Task<long>> download)
    {
        if (quiet)
            return download(_ => { }, _ => { });
        return Console.IsErrorRedirected ? download(Lines(model, time), Tell) : DrawAsync(model, download);
    }

    public static void Tell(string line) => Console.Error.WriteLine($"bv: {line}");

    private static Action<long> Lines(DownloadableModel model, TimeProvider time)
    {
        var printedAt = time.GetTimestamp();
        return bytes =>
        {
            if (time.GetElapsedTime(printedAt) < PlainInterval)
                return;
            printedAt = time.GetTimestamp();
            Console.Error.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"{model.Name}: {ByteText.Of(bytes)} of {ByteText.Of(model.Size)}, {(double)bytes / model.Size:P0}"));
        };
    }

    private static Task<long> DrawAsync(DownloadableModel model, Func<Action<long>, Action<string>, Task<long>> download)
    {
        var console = CliProgress.Console();
        return console.Progress()
            .AutoClear(true)
            .Columns(
                new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new DownloadedColumn { Culture = CultureInfo.InvariantCulture },
                new TransferSpeedColumn { Culture = CultureInfo.InvariantCulture }, new RemainingTimeColumn())
            .StartAsync(context =>
            {
                var bar = context.AddTask(model.Name.EscapeMarkup(), maxValue: model.Size);
                // By the same console, which then draws the bar anew below the line.
                return download(bytes => bar.Value = bytes, line => console.WriteLine($"bv: {line}"));
            });
    }
}
