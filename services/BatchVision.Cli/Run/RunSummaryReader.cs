using System.Diagnostics;
using BatchVision.Cli.Moderation;
using BatchVision.Recognition;
using BatchVision.Storage;

namespace BatchVision.Cli.Run;

/// <summary>Reads what a run left behind. Labels and failures are those of the whole source, known images included.</summary>
internal static class RunSummaryReader
{
    private const int LabelsPerModel = 10;

    public static async Task<RunSummary> ReadAsync(
        Database database, JobProgress job, Recognizer recognizer, StageMeter meter, TimeSpan elapsed, CancellationToken cancellationToken)
    {
        var scope = new RunScope(job);
        var mine = scope.Of("source", "key");
        await using var connection = await database.ConnectForQueriesAsync(cancellationToken);
        var labels = await connection.QueryAsync($"""
            SELECT model, label, images FROM (
                SELECT model, label, count(*) AS images, row_number() OVER (PARTITION BY model ORDER BY count(*) DESC, label) AS place
                FROM {database.View("image_labels")} WHERE {mine} AND rank = 1 GROUP BY model, label) t
            WHERE place <= {LabelsPerModel} ORDER BY model, place
            """, reader => new LabelSummary(reader.GetString(0), reader.GetString(1), reader.GetInt64(2)), cancellationToken, scope.Parameters);
        var failures = await connection.QueryAsync($"""
            SELECT status, images, key, reason FROM (
                SELECT status, count(*) OVER (PARTITION BY status) AS images, key, reason, row_number() OVER (PARTITION BY status ORDER BY key) AS place
                FROM {database.View("failures")} WHERE {mine}) t
            WHERE place = 1 ORDER BY images DESC, status
            """, reader => new FailureSummary(reader.GetString(0), reader.GetInt64(1), reader.GetString(2), reader.GetString(3)), cancellationToken, scope.Parameters);

        await using var policies = new Policies(database);
        var policy = await policies.ActiveAsync(cancellationToken);
        var verdicts = policy is null ? null : await VerdictCounts.ReadAsync(connection, scope.Of("s.uri", "i.key"), cancellationToken, scope.Parameters);
        var notAllowed = policy is null ? null : await connection.QueryAsync($"""
            SELECT decision, category, images, key, because FROM (
                SELECT decision, category, key, because, count(*) OVER (PARTITION BY decision, category) AS images,
                       row_number() OVER (PARTITION BY decision, category ORDER BY key) AS place
                FROM {database.View("verdicts")} WHERE {mine} AND decision <> 'allow') t
            WHERE place = 1 ORDER BY decision, images DESC, category
            """, reader => new VerdictSummary(
                reader.GetString(0), reader.IsDBNull(1) ? null : reader.GetString(1), reader.GetInt64(2), reader.GetString(3), reader.GetString(4)), cancellationToken, scope.Parameters);

        using var process = Process.GetCurrentProcess();
        var images = meter.Images;
        return new RunSummary(
            job.Status, job.Source, job.JobId, database.Name,
            [.. recognizer.Models.Select(model => $"{model.Identity.Name}@{model.Identity.Version}")],
            job.Listed, job.Ignored, job.Skipped, job.Recognized, job.Failed,
            elapsed.TotalSeconds,
            images / elapsed.TotalSeconds,
            images == 0 ? 0 : Environment.CpuUsage.TotalTime.TotalMilliseconds / images,
            process.PeakWorkingSet64,
            [.. meter.Stages().Select(stage => new StageSummary(stage.Stage, stage.Images, stage.Seconds))],
            labels, failures, policy?.ToString(), verdicts, notAllowed);
    }
}
