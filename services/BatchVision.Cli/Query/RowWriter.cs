using System.Globalization;
using BatchVision.Storage.Queries;

namespace BatchVision.Cli.Query;

/// <summary>Writes rows in one format, as they come: what it holds is bounded, whatever their number.</summary>
internal abstract class RowWriter(IReadOnlyList<QueryColumn> columns) : IAsyncDisposable
{
    /// <summary>The columns as they are written: names are unique, because in JSON and Parquet they must be.</summary>
    public IReadOnlyList<QueryColumn> Columns { get; protected set; } = UniqueNames.Of(columns);

    /// <summary>Rows written, those on their way included.</summary>
    public long Rows { get; private set; }

    /// <summary>Writes all rows, or the first so many; true where there were more. A limit of 0 is none.</summary>
    public async Task<bool> WriteAllAsync(QueryRows rows, long limit, CancellationToken cancellationToken)
    {
        while (await rows.ReadAsync(cancellationToken))
        {
            if (limit > 0 && Rows == limit)
                return true;
            Write(rows);
            await AdvanceAsync(cancellationToken);
        }

        return false;
    }

    /// <summary>Writes what comes after the last row, and passes everything on.</summary>
    public abstract ValueTask EndAsync(CancellationToken cancellationToken);

    public virtual ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }

    /// <summary>Passes on what is full, after each row.</summary>
    protected abstract ValueTask AdvanceAsync(CancellationToken cancellationToken);

    protected abstract void BeginRow();

    protected abstract void WriteValue(int column, QueryValue value);

    protected abstract void EndRow();

    /// <summary>Writes one value; names the place of one that cannot be written.</summary>
    protected void Write(int column, long row, QueryValue value)
    {
        try
        {
            WriteValue(column, value);
        }
        catch (UnfitValueException e)
        {
            throw new CommandException(
                ExitCode.Failure, string.Create(CultureInfo.InvariantCulture, $"column '{Columns[column].Name}', row {row:N0}: {e.Message}"));
        }
    }

    private void Write(QueryRows row)
    {
        Rows++;
        BeginRow();
        for (var column = 0; column < Columns.Count; column++)
            Write(column, Rows, row[column]);

        EndRow();
    }
}
