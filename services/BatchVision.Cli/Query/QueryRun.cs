using System.Globalization;
using BatchVision.Cli.Run;
using BatchVision.Storage;
using BatchVision.Storage.Queries;

namespace BatchVision.Cli.Query;

/// <summary>One query, from the database to standard output, row by row.</summary>
internal static class QueryRun
{
    /// <exception cref="CommandException">It was interrupted, or took too long.</exception>
    /// <exception cref="QueryException">The statement is wrong, or would do more than read.</exception>
    public static async Task<int> ExecuteAsync(QueryOptions options)
    {
        using var interrupt = new Interrupt();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(interrupt.Token);
        if (options.Timeout is { } timeout)
            stop.CancelAfter(timeout);
        await using var database = Database.Open(options.Database);
        try
        {
            if (options.Sql is null)
                await ViewList.PrintAsync(database, options.Format, stop.Token);
            else
                await PrintAsync(database, options.Sql, options, stop.Token);
            return ExitCode.Done;
        }
        catch (OperationCanceledException) when (interrupt.Token.IsCancellationRequested)
        {
            throw new CommandException(ExitCode.Interrupted, "interrupted; the statement was stopped");
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            throw new CommandException(ExitCode.Failure, string.Create(
                CultureInfo.InvariantCulture, $"stopped after {options.Timeout!.Value.TotalSeconds:0.###} s, the limit of --timeout"));
        }
        catch (IOException e) when (StandardOutput.IsGone(e))
        {
            // 'head' has what it wanted.
            return ExitCode.Done;
        }
    }

    private static async Task PrintAsync(Database database, string sql, QueryOptions options, CancellationToken cancellationToken)
    {
        await using var rows = await database.QueryAsync(sql, stableOrder: false, cancellationToken);
        await using var output = StandardOutput.Open();
        await using RowWriter writer = options.Format switch
        {
            QueryFormat.Json => new JsonRows(rows.Columns, output, asArray: true),
            QueryFormat.Csv => new CsvRows(rows.Columns, output, options.RawCsv),
            _ => new TableRows(rows.Columns),
        };
        var isMore = await writer.WriteAllAsync(rows, options.Limit, cancellationToken);
        await writer.EndAsync(cancellationToken);
        if (isMore)
        {
            await Console.Error.WriteLineAsync(string.Create(
                CultureInfo.InvariantCulture, $"bv: these are the first {options.Limit:N0} rows, there are more; --limit 0 shows all, --csv and --json stream them"));
        }
    }
}
