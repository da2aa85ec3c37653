using BatchVision.Storage.Queries;
using Parquet;
using Parquet.Schema;

namespace BatchVision.Cli.Export;

/// <summary>One column of the row group that is being filled.</summary>
internal abstract class ParquetColumn(Field field)
{
    /// <summary>What the schema says of it.</summary>
    public Field Field { get; } = field;

    /// <summary>About how much memory its values take.</summary>
    public long Bytes { get; protected set; }

    /// <exception cref="Query.UnfitValueException">The value is not of the column's type.</exception>
    public abstract void Add(QueryValue value);

    /// <summary>Writes the values and forgets them.</summary>
    public abstract Task WriteAsync(ParquetRowGroupWriter group, DataField field, CancellationToken cancellationToken);
}
