using System.Data.Common;
using System.Diagnostics;
using System.Text.RegularExpressions;
using BatchVision.Storage;
using BatchVision.Storage.Tests;

namespace BatchVision.Benchmarks;

/// <summary>Asks every documented question three times, and how the database finds the answer.</summary>
internal sealed partial class QueryBenchmark(Database database, string file)
{
    private const int Times = 3;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.ConnectForQueriesAsync(cancellationToken);
        var isPostgres = connection.GetType().Namespace == "Npgsql";
        Console.WriteLine("| question | rows | median ms | facts are read by |\n|---|---:|---:|---|");
        foreach (var (number, question, sql) in DocumentedQueries.Read(file, database))
        {
            var plan = isPostgres ? string.Join('\n', (await ReadAsync(connection, "EXPLAIN (ANALYZE, COSTS OFF, TIMING OFF) " + sql, cancellationToken)).Rows) : "";
            var times = new List<double>();
            var rows = 0;
            for (var i = 0; i < Times; i++)
            {
                var started = Stopwatch.GetTimestamp();
                rows = (await ReadAsync(connection, sql, cancellationToken)).Count;
                times.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
            }

            Console.WriteLine($"| {number}. {question} | {rows} | {times.Order().ElementAt(Times / 2):N0} | {Access(plan)} |");
            if (Environment.GetEnvironmentVariable("PLANS") is not null)
                Console.Error.WriteLine($"{number}. {question}\n{plan}\n");
        }
    }

    // What reads prediction, recognition and image, and how.
    private static string Access(string plan) => string.Join(", ", Fact().Matches(plan)
        .Select(match => $"{match.Groups[3].Value}: {match.Groups[1].Value.ToLowerInvariant()} {match.Groups[2].Value}".TrimEnd())
        .Distinct());

    private static async Task<(int Count, List<string> Rows)> ReadAsync(DbConnection connection, string sql, CancellationToken cancellationToken)
    {
        await using var command = connection.CreateCommand();
        command.CommandTimeout = 0;
#pragma warning disable CA2100 // The documented questions.
        command.CommandText = sql;
#pragma warning restore CA2100
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var rows = new List<string>();
        while (await reader.ReadAsync(cancellationToken))
            rows.Add(reader.IsDBNull(0) ? "" : reader.GetValue(0).ToString()!);
        return (rows.Count, rows);
    }

    [GeneratedRegex(@"((?:Parallel )?(?:Seq Scan|Index Only Scan|Index Scan|Bitmap Heap Scan))(?: Backward)?(?: using (\w+))? on ((?:prediction|recognition|image|verdict|chunk)\b)", RegexOptions.CultureInvariant)]
    private static partial Regex Fact();
}
