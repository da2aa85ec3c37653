using System.Globalization;
using BatchVision.Contracts.Rest;
using Spectre.Console;

namespace BatchVision.Cli.Jobs;

/// <summary>Jobs as people read them.</summary>
internal static class JobText
{
    public static string Status(JobDocument job) => job.Paused && !HasEnded(job) ? "paused" : job.Status;

    public static bool HasEnded(JobDocument job) => job.Status is "done" or "cancelled" or "failed";

    public static int ExitCodeOf(JobDocument job) => job switch
    {
        { Status: not "done" } => ExitCode.Failure,
        { Failed: > 0 } => ExitCode.SomeImagesFailed,
        _ => ExitCode.Done,
    };

    /// <summary>One line that says how a job ended.</summary>
    public static string Ending(JobDocument job) => string.Create(
        CultureInfo.InvariantCulture,
        $"job {job.Id} is {job.Status}: {job.Listed:N0} listed, {job.Skipped:N0} known, {job.Recognized:N0} recognised, {job.Failed:N0} failed{Reason(job)}");

    public static Table Table(IEnumerable<JobDocument> jobs)
    {
        var table = new Table().Border(TableBorder.Minimal)
            .AddColumns("Job", "Status", "Source", "Listed", "Known", "Recognised", "Failed", "Asked for");
        foreach (var column in table.Columns.Skip(3).Take(4))
            column.RightAligned();
        table.Columns[0].NoWrap();
        foreach (var job in jobs)
        {
            table.AddRow(
                $"{job.Id}", Status(job), job.Source.EscapeMarkup(), Count(job.Listed) + (job.ListingDone ? "" : "+"), Count(job.Skipped),
                Count(job.Recognized), Count(job.Failed), job.CreatedAt.UtcDateTime.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture));
        }

        return table;
    }

    private static string Count(long count) => count.ToString("N0", CultureInfo.InvariantCulture);

    private static string Reason(JobDocument job) => job.Error is null ? "" : $" ({job.Error})";
}
