using System.Diagnostics;
using System.Globalization;
using BatchVision.Contracts.Rest;
using Spectre.Console;

namespace BatchVision.Cli.Jobs;

/// <summary>How far a job is, in one line. Rates are of the last ten seconds, so that they show what the workers do now.</summary>
internal sealed class JobProgress(Stopwatch clock)
{
    private const int BarWidth = 30;
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan PlainInterval = TimeSpan.FromSeconds(10);

    private readonly Queue<(TimeSpan At, long Done)> _samples = new();
    private TimeSpan? _printedAt;

    public Markup Draw(JobDocument job)
    {
        Record(job);
        var total = job.Listed - job.Skipped;
        var share = job.ListingDone && total > 0 ? (double)Done(job) / total : 0;
        var filled = (int)(share * BarWidth);
        var bar = job.ListingDone
            ? $"[green]{new string('━', filled)}[/][grey]{new string('─', BarWidth - filled)}[/] {share.ToString("P0", CultureInfo.InvariantCulture)}"
            : "[grey]listing…[/]";
        var failed = job.Failed > 0 ? $" · [red]{job.Failed:N0} failed[/]" : "";
        var paused = JobText.Status(job) == "paused" ? $" · [yellow]paused{(job.Error is null ? "" : $": {job.Error.EscapeMarkup()}")}[/]" : "";
        return new Markup(
            $"{bar} {Done(job):N0} / {total:N0} images · [bold]{Rate():N0} images/s[/] · {Eta(job)}{failed}"
            + $"{(job.Skipped > 0 ? $" · {job.Skipped:N0} known" : "")}{paused}");
    }

    /// <summary>The first time, and then every ten seconds, whatever the number of calls.</summary>
    public void PrintNowAndThen(JobDocument job)
    {
        Record(job);
        if (clock.Elapsed - _printedAt < PlainInterval)
            return;

        _printedAt = clock.Elapsed;
        Console.Error.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{JobText.Status(job)}: {Done(job):N0} / {job.Listed - job.Skipped:N0}{(job.ListingDone ? "" : "+")} images, {job.Failed:N0} failed, {job.Skipped:N0} known, {Rate():N0} images/s, {Eta(job)}"));
    }

    private static long Done(JobDocument job) => job.Recognized + job.Failed;

    private void Record(JobDocument job)
    {
        _samples.Enqueue((clock.Elapsed, Done(job)));
        while (_samples.Count > 2 && clock.Elapsed - _samples.Peek().At > Window)
            _samples.Dequeue();
    }

    private double Rate()
    {
        var (first, last) = (_samples.Peek(), _samples.Last());
        return last.At > first.At ? (last.Done - first.Done) / (last.At - first.At).TotalSeconds : 0;
    }

    private string Eta(JobDocument job)
    {
        if (!job.ListingDone || Rate() <= 0)
            return "ETA –";
        var left = TimeSpan.FromSeconds(job.Pending / Rate());
        return left.TotalHours >= 1 ? $"ETA {(int)left.TotalHours}:{left:mm\\:ss}" : $"ETA {left:m\\:ss}";
    }
}
