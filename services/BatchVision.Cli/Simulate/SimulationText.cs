using System.Globalization;
using BatchVision.Cli.Simulate.Engine;
using Spectre.Console;

namespace BatchVision.Cli.Simulate;

/// <summary>Simulated runs as people read them.</summary>
internal static class SimulationText
{
    private const string Bars = "▁▂▃▄▅▆▇█";
    private const int Width = 60;

    public static void Print(SimulationSettings settings, IReadOnlyList<SimulatedRun> runs)
    {
        var (live, cost) = (runs.Any(run => run.Result.Live is not null), runs.Any(run => run.Cost is not null));
        List<(string Title, Func<SimulatedRun, string> Cell)> columns =
        [
            (settings.Autoscale is null ? "Workers" : "Workers at most", run => Number(settings.Autoscale is null ? run.Workers : run.Result.PeakWorkers)),
            ("Images", run => Number(run.Result.Images)),
            ("Images/s", run => Short(run.Result.ImagesPerSecond)),
        ];
        if (settings.Backfill > 0)
            columns.Add(("Back-fill done", run => run.Result.BackfillSeconds is { } seconds ? SimulatedTime.Text(seconds) : "never"));
        if (live)
        {
            columns.Add(("Live median", run => Time(run.Result.Live?.Median)));
            columns.Add(("95th", run => Time(run.Result.Live?.P95)));
            columns.Add(("99th", run => Time(run.Result.Live?.P99)));
        }

        columns.Add(("Backlog at most", run => Number(run.Result.MaxBacklog)));
        columns.Add(("Workers busy", run => Percent(run.Result.WorkersBusy)));
        columns.Add(("Writers busy", run => Percent(run.Result.WritersBusy)));
        columns.Add(("Worker-hours", run => Short(run.Result.WorkerHours)));
        if (cost)
        {
            columns.Add(("Cost", run => Money(run.Cost)));
            columns.Add(("A million images", run => Money(run.CostPerMillion)));
        }

        columns.Add(("Limit", run => LimitText.Of(run.Result.Bound)));
        var table = new Table().Border(TableBorder.Minimal).AddColumns([.. columns.Select(column => column.Title)]);
        foreach (var column in table.Columns.Take(columns.Count - 1))
            column.RightAligned();
        foreach (var run in runs)
            table.AddRow([.. columns.Select(column => column.Cell(run))]);
        CliTable.Print(table);

        foreach (var run in runs)
            Console.Out.WriteLine($"{Title(runs, run)}{Sparkline(run.Result.Timeline)}  {Number(run.Result.MaxBacklog)} at most, until {SimulatedTime.Text(run.Result.Seconds)}");
        foreach (var run in runs.Where(run => run.Result.Written < run.Result.Images))
            Console.Error.WriteLine($"bv: {Number(run.Result.Images - run.Result.Written)} images of {run.Workers} workers have no row after 400 days: the system is too small for its load");
        Console.Error.WriteLine($"bv: times of {settings.Measured.Source}");
    }

    /// <summary>The backlog in one line: each bar the most of its part of the time.</summary>
    internal static string Sparkline(IReadOnlyList<TimelinePoint> points)
    {
        var most = Math.Max(1, points.Max(point => point.Backlog));
        return string.Concat(points.Chunk((points.Count + Width - 1) / Width)
            .Select(part => Bars[(int)(part.Max(point => point.Backlog) * (Bars.Length - 1) / most)]));
    }

    private static string Title(IReadOnlyList<SimulatedRun> runs, SimulatedRun run) => runs.Count == 1 ? "Backlog  " : $"Backlog, {Number(run.Workers)} workers  ";

    private static string Number(long value) => value.ToString("N0", CultureInfo.InvariantCulture);

    private static string Short(double value) => value.ToString(value < 10 ? "N2" : value < 1000 ? "N1" : "N0", CultureInfo.InvariantCulture);

    private static string Money(double? value) => value?.ToString("N2", CultureInfo.InvariantCulture) ?? "";

    private static string Time(double? seconds) => seconds is { } value ? SimulatedTime.Text(value) : "";

    private static string Percent(double share) => share.ToString("P0", CultureInfo.InvariantCulture);
}
