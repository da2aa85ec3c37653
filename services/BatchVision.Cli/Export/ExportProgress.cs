using System.Diagnostics;
using System.Globalization;
using BatchVision.Cli.Query;
using Spectre.Console;

namespace BatchVision.Cli.Export;

/// <summary>How far an export is, on standard error: a line redrawn on a terminal, a line every ten seconds elsewhere.</summary>
internal sealed class ExportProgress(RowWriter writer, Stream bytes)
{
    private static readonly TimeSpan Redraw = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan PlainInterval = TimeSpan.FromSeconds(10);

    private readonly Stopwatch _clock = Stopwatch.StartNew();

    public async Task ShowAsync(bool quiet, Func<Task> work)
    {
        if (quiet)
            await work();
        else if (Console.IsErrorRedirected)
            await TickAsync(PlainInterval, line => Console.Error.WriteLine(line), work);
        else
            await CliProgress.Console().Status().StartAsync("Starting", status => TickAsync(Redraw, line => status.Status(line.EscapeMarkup()), work));
    }

    private async Task TickAsync(TimeSpan interval, Action<string> show, Func<Task> work)
    {
        // SQLite reads on the thread that asks.
        var working = Task.Run(work);
        using var timer = new PeriodicTimer(interval);
        while (await Task.WhenAny(working, timer.WaitForNextTickAsync().AsTask()) != working)
            show(Line());
        await working;
    }

    private string Line() => string.Create(
        CultureInfo.InvariantCulture, $"{writer.Rows:N0} rows, {writer.Rows / _clock.Elapsed.TotalSeconds:N0} rows/s, {ByteText.Of(bytes.Position)}");
}
