using System.CommandLine;
using BatchVision.Cli.Db;

namespace BatchVision.Cli.Query;

/// <summary><c>bv query SQL</c>.</summary>
internal static class QueryCommand
{
    private const string StandardInput = "-";

    // A table is measured before it is drawn, so all of its rows are in memory; and nobody reads more of them.
    private const int TableRows = 100;

    public static Command Create()
    {
        var sql = new Argument<string?>("sql")
        {
            Description = $"One statement that reads, in the SQL of the database; '{StandardInput}' takes it from standard input. Without it: the views there are.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var database = DatabaseOption.Create();
        var json = CliJson.Option("Print a JSON array of objects, streamed: numbers, booleans and NULLs as such, times as ISO 8601.");
        var csv = new Option<bool>("--csv") { Description = "Print CSV with a header, streamed: RFC 4180, UTF-8, NULL as nothing and empty text as \"\"." };
        var rawCsv = RawCsvOption();
        var limit = new Option<long?>("--limit") { Description = $"Show no more than this many rows; 0 for all. Default: {TableRows} in a table, else all.", HelpName = "n" };
        var timeout = new Option<double?>("--timeout") { Description = "Give up, and stop the statement, after this many seconds. Default: never.", HelpName = "seconds" };
        limit.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<long?>() is < 0)
                result.AddError("--limit must be 0 or more.");
        });
        timeout.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<double?>() is { } seconds and not (> 0 and < 1_000_000))
                result.AddError($"--timeout takes seconds, more than 0 and less than 1000000, not {seconds}.");
        });

        var command = new Command("query", """
            Ask the database: one SQL statement, its rows as a table, JSON or CSV. Nothing can be changed by it.

            Examples: bv query
                      bv query "select label, images, mean_score from bi_label_counts order by images desc"
                      bv query --db postgres://bv@localhost/batchvision "select key, label, score from bi.image_labels where rank = 1"
                      bv query --json "select status, count(*) as images from bi_failures group by status" | jq .
                      bv query --csv - < report.sql > report.csv

            Views are named bi_… on SQLite and bi.… on PostgreSQL. For files of millions of rows there is 'bv export'. On PostgreSQL the statement
            runs with the rights of the database's user: functions that act outside of transactions are as forbidden as that user's rights make them.
            """)
        { sql, database, json, csv, rawCsv, limit, timeout };
        command.Validators.Add(result =>
        {
            if (result.GetValue(json) && (result.GetValue(csv) || result.GetValue(rawCsv)))
                result.AddError("--json and --csv exclude each other.");
        });
        command.SetAction((parsed, _) =>
        {
            var format = parsed.GetValue(json) ? QueryFormat.Json : parsed.GetValue(csv) || parsed.GetValue(rawCsv) ? QueryFormat.Csv : QueryFormat.Table;
            var text = parsed.GetValue(sql);
            return QueryRun.ExecuteAsync(new QueryOptions(
                text == StandardInput ? Console.In.ReadToEnd() : text,
                DatabaseOption.Resolve(parsed.GetValue(database)),
                format,
                parsed.GetValue(rawCsv),
                parsed.GetValue(limit) ?? (format == QueryFormat.Table ? TableRows : 0),
                parsed.GetValue(timeout) is { } seconds ? TimeSpan.FromSeconds(seconds) : null));
        });
        return command;
    }

    /// <summary>The same for queries and exports.</summary>
    public static Option<bool> RawCsvOption() => new("--raw-csv")
    {
        Description = "CSV with all text as it is. Without it, text that a spreadsheet would run as a formula (=, +, -, @ …) begins with an apostrophe.",
    };
}
