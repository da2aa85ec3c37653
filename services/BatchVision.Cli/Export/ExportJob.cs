using System.Diagnostics;
using System.Globalization;
using BatchVision.Cli.Query;
using BatchVision.Cli.Run;
using BatchVision.Objects;
using BatchVision.Storage;

namespace BatchVision.Cli.Export;

/// <summary>One export, from the database to a file, an object or standard output: rows are read, packed and passed on as they come.</summary>
internal sealed class ExportJob(ExportOptions options, IExportTarget target)
{
    public const string StandardOutput = "-";

    public static bool IsObject(string output) => output.StartsWith("s3://", StringComparison.Ordinal);

    /// <exception cref="CommandException">Nothing was exported; the message says why.</exception>
    public static async Task<int> ExecuteAsync(ExportOptions options)
    {
        using var interrupt = new Interrupt();
        await using var target = TargetOf(options);
        try
        {
            var summary = await new ExportJob(options, target).RunAsync(interrupt.Token);
            Print(summary, options);
            return ExitCode.Done;
        }
        catch (OperationCanceledException) when (interrupt.Token.IsCancellationRequested)
        {
            throw new CommandException(ExitCode.Interrupted, target.Leftover is { } left ? $"interrupted; {left}" : "interrupted; nothing is left of the export");
        }
        catch (StoreUnavailableException e)
        {
            throw new CommandException(ExitCode.Failure, target.Leftover is { } left ? $"{e.Message} {Sentence(left)}" : e.Message);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CommandException(ExitCode.Failure, $"the export to '{options.Output}' failed: {e.Message}");
        }
        catch (Exception) when (target.Leftover is not null)
        {
            Console.Error.WriteLine($"bv: {target.Leftover}");
            throw;
        }
    }

    private static IExportTarget TargetOf(ExportOptions options) => options.Output == StandardOutput ? new StandardOutputTarget()
        : IsObject(options.Output) ? new ObjectTarget(options.Output, ExportFormats.ContentType(options.Format), options.Force, options.Restart)
        : new FileTarget(options.Output, options.Force);

    private async Task<ExportSummary> RunAsync(CancellationToken cancellationToken)
    {
        var clock = Stopwatch.StartNew();
        await target.CheckAsync(cancellationToken);
        await using var database = Database.Open(options.Database);
        var sql = options.Sql ?? await SelectAsync(database, options.View!, cancellationToken);
        // In an order that stays the same, an upload that is gone on with finds its parts again.
        await using var rows = await database.QueryAsync(sql, stableOrder: target is ObjectTarget, cancellationToken);
        await using var output = new MeteredStream(await target.OpenAsync(cancellationToken));
        await using RowWriter writer = options.Format switch
        {
            ExportFormat.Csv => new CsvRows(rows.Columns, output, options.RawCsv),
            ExportFormat.Jsonl => new JsonRows(rows.Columns, output, asArray: false),
            _ => new ParquetRows(rows.Columns, output),
        };
        await new ExportProgress(writer, output).ShowAsync(options.Json, async () =>
        {
            await writer.WriteAllAsync(rows, limit: 0, cancellationToken);
            await writer.EndAsync(cancellationToken);
            await target.CompleteAsync(cancellationToken);
        });
        using var process = Process.GetCurrentProcess();
        var upload = target as ObjectTarget;
        return new ExportSummary(
            options.Output, ExportFormats.Name(options.Format), writer.Rows, output.Position, Math.Round(clock.Elapsed.TotalSeconds, 3),
            [.. writer.Columns.Select(ExportColumn.Of)], upload?.SentParts, upload?.KeptParts, process.PeakWorkingSet64);
    }

    private static async Task<string> SelectAsync(Database database, string view, CancellationToken cancellationToken)
    {
        var views = await database.ViewsAsync(cancellationToken);
        return views.Any(known => known.Name == view)
            ? $"SELECT * FROM {database.View(view)}"
            : throw new CommandException(ExitCode.Usage, views.Count == 0
                ? $"{database.Name} has no views yet; run: bv db migrate --db {database.Name}"
                : $"there is no view '{view}'; there are {string.Join(", ", views.Select(known => known.Name))}.");
    }

    private static void Print(ExportSummary summary, ExportOptions options)
    {
        if (options.Json)
        {
            CliJson.Print(summary);
            return;
        }

        var kept = summary.KeptParts > 0 ? $", {summary.KeptParts} of {summary.KeptParts + summary.SentParts} parts were there from before" : "";
        var line = string.Create(CultureInfo.InvariantCulture,
            $"{summary.Rows:N0} rows, {ByteText.Of(summary.Bytes)} in {summary.Seconds:N1} s: {(options.Output == StandardOutput ? "standard output" : options.Output)}{kept}");
        // Standard output may hold the rows.
        (options.Output == StandardOutput ? Console.Error : Console.Out).WriteLine(line);
    }

    private static string Sentence(string text) => $"{char.ToUpperInvariant(text[0])}{text[1..]}.";
}
