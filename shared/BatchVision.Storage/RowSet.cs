namespace BatchVision.Storage;

/// <summary>
/// Rows on their way into one statement. The caller dedupes them by key (a repeated key inside one upsert is an error on
/// PostgreSQL) and sorts them by key (two writers that lock in the same order cannot deadlock).
/// </summary>
internal sealed class RowSet(RowShape shape)
{
    private readonly List<object?> _values = [];

    public RowShape Shape => shape;

    public int Count => _values.Count / shape.Columns.Length;

    public void Add(params ReadOnlySpan<object?> row)
    {
        if (row.Length != shape.Columns.Length)
        {
            throw new ArgumentException($"A row of {row.Length} values for {shape.Columns.Length} columns.", nameof(row));
        }

        _values.AddRange(row);
    }

    public object? this[int row, int column] => _values[(row * shape.Columns.Length) + column];
}
