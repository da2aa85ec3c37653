using BatchVision.Cli.Run;
using BatchVision.Objects;
using BatchVision.Storage;

namespace BatchVision.Cli.Report;

internal static class ReportFile
{
    public static void CheckWritable(string? path) { }

    public static Task WriteAsync(string path, Database database, RunSummary summary, FolderObjects objects, IReadOnlyList<(double, long)> history, CancellationToken cancellationToken) => Task.CompletedTask;
}
