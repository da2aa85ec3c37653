using System.Data.Common;
using System.Runtime.CompilerServices;
using BatchVision.Cli.Run;
using BatchVision.Contracts;
using BatchVision.Objects;
using BatchVision.Recognition.Models;
using BatchVision.Storage;

namespace BatchVision.Cli.Report;

/// <summary>Reads a job's results back from the database and writes them as a page.</summary>
internal static class ReportFile
{
    /// <summary>Says now, and not after hours of work, that a report cannot be written.</summary>
    public static void CheckWritable(string? path)
    {
        if (path is null)
            return;
        try
        {
            using var file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.Write);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new CommandException(ExitCode.Configuration, $"the report '{path}' cannot be written: {exception.Message}");
        }
    }

    public static async Task WriteAsync(
        string path, Database database, ObjectStores stores, RunSummary summary, JobProgress job, IEnumerable<OnnxModel> models,
        IEnumerable<(double Seconds, long Images)> history, CancellationToken cancellationToken)
    {
        var report = new HtmlReport(new Thumbnails(stores).OfAsync);
        var scope = new RunScope(job);
        await using var connection = await database.ConnectForQueriesAsync(cancellationToken);
        var failures = await connection.QueryAsync(
            $"SELECT key, status, reason FROM {database.View("failures")} WHERE {scope.Of("source", "key")} ORDER BY key LIMIT {report.FailureLimit + 1}",
            reader => new ReportFailure(reader.GetString(0), reader.GetString(1), reader.GetString(2)), cancellationToken, scope.Parameters);
        var images = await connection.QueryAsync(
            $"SELECT count(*) {Gallery(scope)}", reader => reader.GetInt64(0), cancellationToken, scope.Parameters);
        await report.WriteAsync(path, new ReportData(
            job.Source,
            job.JobId.ToString(),
            job.StartedAt,
            [.. models.Select(model => new ReportModel(model.Identity.Name, model.Identity.Version, model.Identity.Task, model.Identity.Fingerprint))],
            new ReportCounts(job.Listed, job.Recognized, job.Failed, job.Skipped, TimeSpan.FromSeconds(summary.Seconds)),
            [.. summary.TopLabels.Select(label => new ReportLabelCount(label.Model, label.Label, label.Images))],
            [.. history.Select(sample => new ReportSample(sample.Seconds, sample.Images))],
            images[0],
            ReadImagesAsync(connection, database.View("verdicts"), scope, report.GalleryLimit, cancellationToken),
            failures,
            summary is { Policy: { } policy, Verdicts: { } verdicts }
                ? new ReportPolicy(policy, verdicts.Allow, verdicts.Review, verdicts.Block, verdicts.Undecided)
                : null), cancellationToken);
    }

    // The newest version of each decoded image of the source.
    private static string Gallery(RunScope scope) => $"""
        FROM image i JOIN source s ON s.source_id = i.source_id
        WHERE {scope.Of("s.uri", "i.key")} AND i.width IS NOT NULL
            AND i.image_id = (SELECT max(n.image_id) FROM image n WHERE n.source_id = i.source_id AND n.key = i.key)
        """;

    private static async IAsyncEnumerable<ReportImage> ReadImagesAsync(
        DbConnection connection, string verdicts, RunScope scope, int limit, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var rows = await connection.QueryAsync(
            $"""
            SELECT g.key, g.etag, g.uri, g.width, g.height, m.name, l.name, p.score, p.x, p.y, p.width, p.height,
                   v.decision, v.category, v.score, v.because
            FROM (SELECT i.*, s.uri {Gallery(scope)} ORDER BY i.key LIMIT {limit}) g
            LEFT JOIN prediction p ON p.image_id = g.image_id
            LEFT JOIN label l ON l.label_id = p.label_id
            LEFT JOIN model m ON m.model_id = p.model_id
            LEFT JOIN {verdicts} v ON v.source = g.uri AND v.key = g.key
            ORDER BY g.key, m.name, p.rank
            """,
            reader => (
                Image: new ReportImage(reader.GetString(0), reader.GetString(1), reader.GetString(2), reader.GetInt32(3), reader.GetInt32(4), [], Verdict(reader)),
                Prediction: Prediction(reader)),
            cancellationToken, scope.Parameters);
        foreach (var image in rows.GroupBy(row => row.Image.Key))
            yield return image.First().Image with { Predictions = [.. image.Select(row => row.Prediction).OfType<ReportPrediction>()] };
    }

    private static ReportVerdict? Verdict(DbDataReader reader) => reader.IsDBNull(12)
        ? null
        : new ReportVerdict(
            reader.GetString(12), reader.IsDBNull(13) ? null : reader.GetString(13), reader.IsDBNull(14) ? null : reader.GetFloat(14), reader.GetString(15));

    private static ReportPrediction? Prediction(DbDataReader reader) => reader.IsDBNull(5)
        ? null
        : new ReportPrediction(
            reader.GetString(5), reader.GetString(6), reader.GetFloat(7),
            reader.IsDBNull(8) ? null : new Box(reader.GetFloat(8), reader.GetFloat(9), reader.GetFloat(10), reader.GetFloat(11)));
}
