using System.CommandLine;
using BatchVision.Cli.Db;
using BatchVision.Cli.Query;

namespace BatchVision.Cli.Export;

/// <summary><c>bv export VIEW</c>.</summary>
internal static class ExportCommand
{
    public static Command Create()
    {
        var view = new Argument<string?>("view") { Description = "View without its prefix, for example image_labels; 'bv query' lists them.", Arity = ArgumentArity.ZeroOrOne };
        var query = new Option<string?>("--query") { Description = "Export the rows of this statement instead of a view's.", HelpName = "sql" };
        var format = new Option<ExportFormat?>("--format") { Description = "What to write. Default: by the ending of the output.", HelpName = "parquet|csv|jsonl" };
        var output = new Option<string>("--output", "-o") { Description = "A file, s3://bucket/key, or - for standard output.", HelpName = "file", Required = true };
        var database = DatabaseOption.Create();
        var rawCsv = QueryCommand.RawCsvOption();
        var force = new Option<bool>("--force") { Description = "Replace a file or an object that exists, when the export is complete." };
        var restart = new Option<bool>("--restart") { Description = "Remove what an interrupted export to this object has uploaded, and upload everything anew." };
        var json = CliJson.Option("Print a closing object on standard output: rows, bytes, seconds, columns; no progress.");

        var command = new Command("export", """
            Write a view, or a query, to a Parquet, CSV or JSON-lines file, here or in a bucket; memory does not grow with it.

            A file appears under its name when it is complete, an object too. An upload that was cut off is gone on with by the same command: the
            rows are read again, and parts that are there with the same bytes are not sent again. The database is only read.

            Examples: bv export image_labels --output labels.parquet
                      bv export verdicts --output s3://reports/verdicts.csv --db postgres://bv@localhost/batchvision
                      bv export --query "select label, count(*) as n from bi_image_labels group by 1" --format jsonl --output - | gzip > counts.jsonl.gz

            Parquet: types are kept, every column may be NULL, times are UTC in microseconds, compression is Zstandard. numeric without a precision is
            decimal(38,18), above 38 digits text; types that Parquet lacks are text. SQLite says little of types: its columns get theirs from their
            declaration, else from the first rows (nothing but NULL there: text); text is a timestamp in columns named …_at, minute or waiting_since, and a
            date in those named …_on, day or month.
            """)
        { view, query, format, output, database, rawCsv, force, restart, json };
        command.Validators.Add(result =>
        {
            if (result.GetValue(view) is null == result.GetValue(query) is null)
                result.AddError("give either a view or --query.");
            if (result.GetValue(output) is not { } target)
                return;
            var chosen = result.GetValue(format) ?? ExportFormats.OfEnding(target);
            if (chosen is null)
                result.AddError($"the ending of '{target}' names no format; give --format parquet, csv or jsonl.");
            if (result.GetValue(rawCsv) && chosen is not ExportFormat.Csv)
                result.AddError("--raw-csv is about CSV.");
            if (result.GetValue(json) && target == ExportJob.StandardOutput)
                result.AddError("--json prints on standard output, which '--output -' takes; leave one of them out.");
            if (result.GetValue(restart) && !ExportJob.IsObject(target))
                result.AddError("--restart is about objects; a file always starts anew.");
        });
        command.SetAction((parsed, _) =>
        {
            var target = parsed.GetRequiredValue(output);
            return ExportJob.ExecuteAsync(new ExportOptions(
                parsed.GetValue(view),
                parsed.GetValue(query),
                parsed.GetValue(format) ?? ExportFormats.OfEnding(target)!.Value,
                target,
                DatabaseOption.Resolve(parsed.GetValue(database)),
                parsed.GetValue(rawCsv),
                parsed.GetValue(force),
                parsed.GetValue(restart),
                parsed.GetValue(json)));
        });
        return command;
    }
}
