using System.Data.Common;
using System.Diagnostics;
using System.Text.Json;
using BatchVision.Storage;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace BatchVision.Cli.Tests.Run;

/// <summary>The command-line tool as a user calls it: a process of its own, with its exit code and both its outputs.</summary>
internal sealed record Bv(int ExitCode, string Output, string Errors)
{
    /// <summary>The JSON on standard output.</summary>
    public JsonElement Json => JsonDocument.Parse(Output).RootElement;

    public long PeakMemoryBytes => Json.GetProperty("peak_memory_bytes").GetInt64();

    public static Task<Bv> RunAsync(params string[] arguments) => RunAsync(new Dictionary<string, string>(), arguments);

    public static async Task<Bv> RunAsync(IReadOnlyDictionary<string, string> environment, params string[] arguments)
    {
        using var process = Start(environment, arguments);
        return await EndAsync(process);
    }

    public static Process Start(params string[] arguments) => Start(new Dictionary<string, string>(), arguments);

    public static Process Start(IReadOnlyDictionary<string, string> environment, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet")
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
        };
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "bv.dll"));
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("BATCHVISION_", StringComparison.Ordinal)).ToList())
            start.Environment.Remove(name);
        start.Environment.Remove("ConnectionStrings__Database");
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        return Process.Start(start)!;
    }

    public static async Task<Bv> EndAsync(Process process)
    {
        // Both pipes at once, or a full one would stop the process.
        var output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return new Bv(process.ExitCode, await output, await errors);
    }

    /// <summary>Everything a run leaves that has a meaning: no ids of rows, no times.</summary>
    public static IReadOnlyList<string> Rows(string database) =>
    [
        .. Query(database, """
            SELECT s.uri, i.key, i.etag, i.bytes, i.width, i.height, i.format, i.sha256, i.perceptual_hash, m.fingerprint, r.status, r.reason, r.prediction_count
            FROM recognition r JOIN image i USING (image_id) JOIN source s USING (source_id) JOIN model m USING (model_id) ORDER BY 1, 2, 3, 10
            """),
        .. Query(database, $"SELECT key, model, rank, label, score, x, y, width, height FROM {Database.Open(database).View("image_labels")} ORDER BY key, model, rank"),
        .. Query(database, "SELECT status, listed, skipped, recognized, failed FROM job ORDER BY created_at"),
        .. Query(database, "SELECT ordinal, image_count, status, recognized, failed FROM chunk ORDER BY job_id, ordinal"),
    ];

    public static IReadOnlyList<string> Query(string database, string sql)
    {
        using DbConnection connection = database.StartsWith("Host=", StringComparison.Ordinal)
            ? new NpgsqlConnection(database)
            : new SqliteConnection($"Data Source={database};Mode=ReadOnly;Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // Constants of the tests.
        command.CommandText = sql;
#pragma warning restore CA2100
        using var reader = command.ExecuteReader();
        var rows = new List<string>();
        while (reader.Read())
            rows.Add(string.Join('|', Enumerable.Range(0, reader.FieldCount).Select(i => reader.IsDBNull(i) ? "" : Convert.ToString(reader.GetValue(i), null))));
        return rows;
    }
}
