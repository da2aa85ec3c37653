using System.Globalization;
using BatchVision.Storage;

namespace BatchVision.EndToEnd.Tests;

/// <summary>Everything a job leaves that has a meaning: no ids, no times, no versions of a store.</summary>
internal static class Rows
{
    /// <summary>Images with what was found in them, on any database.</summary>
    /// <param name="database">Where.</param>
    /// <param name="prefix">Left out of the keys.</param>
    public static async Task<List<string>> ReadAsync(Database database, string prefix = "") =>
    [
        .. await QueryAsync(database, """
            SELECT i.key, i.width, i.height, i.format, i.sha256, i.perceptual_hash, m.fingerprint, r.status, r.prediction_count
            FROM recognition r JOIN image i ON i.image_id = r.image_id JOIN model m ON m.model_id = r.model_id
            """, prefix),
        .. await QueryAsync(database, """
            SELECT i.key, m.fingerprint, p.rank, l.name, p.score, p.x, p.y, p.width, p.height
            FROM prediction p JOIN image i ON i.image_id = p.image_id JOIN model m ON m.model_id = p.model_id JOIN label l ON l.label_id = p.label_id
            """, prefix),
    ];

    /// <summary>Each chunk is done or was split, and the images of a job are those of its chunks and those it skipped.</summary>
    public static async Task<List<string>> UnbalancedAsync(Database database) => await QueryAsync(database, """
        SELECT j.job_id, j.status, j.listed, j.recognized, j.failed, j.skipped FROM job j
        WHERE j.status <> 'done' OR j.listed <> j.recognized + j.failed + j.skipped
            OR EXISTS (SELECT 1 FROM chunk c WHERE c.job_id = j.job_id AND c.status NOT IN ('done', 'split'))
            OR j.listed - j.skipped <> (SELECT COALESCE(sum(c.image_count), 0) FROM chunk c WHERE c.job_id = j.job_id AND c.status = 'done')
        """);

    public static async Task<List<string>> QueryAsync(Database database, string sql, string prefix = "")
    {
        await using var connection = await database.ConnectForQueriesAsync(TestContext.Current.CancellationToken);
        await using var command = connection.CreateCommand();
#pragma warning disable CA2100 // Constants of the tests.
        command.CommandText = sql;
#pragma warning restore CA2100
        await using var reader = await command.ExecuteReaderAsync(TestContext.Current.CancellationToken);
        var rows = new List<string>();
        while (await reader.ReadAsync(TestContext.Current.CancellationToken))
        {
            var values = Enumerable.Range(0, reader.FieldCount).Select(i => reader.GetValue(i) switch
            {
                DBNull => "",
                // PostgreSQL keeps a score as the float it is, SQLite as a double of the same shortest text.
                double number => ((float)number).ToString("R", CultureInfo.InvariantCulture),
                float number => number.ToString("R", CultureInfo.InvariantCulture),
                var value => Convert.ToString(value, CultureInfo.InvariantCulture)!,
            });
            var row = string.Join('|', values);
            rows.Add(prefix.Length > 0 && row.StartsWith(prefix, StringComparison.Ordinal) ? row[prefix.Length..] : row);
        }

        rows.Sort(StringComparer.Ordinal);
        return rows;
    }
}
