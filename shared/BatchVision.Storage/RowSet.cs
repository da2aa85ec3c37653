namespace BatchVision.Storage;

/// <summary>
/// Rows on their way into one statement. The caller dedupes them by key (a repeated key inside one upsert is an error on
/// PostgreSQL) and sorts them by key (two writers that lock in the same order cannot deadlock).
/// </summary>
internal sealed class RowSet(RowShape shape)
{
    private readonly List<Cell> _cells = [];

    public RowShape Shape => shape;

    public int Count => _cells.Count / shape.Columns.Length;

    public void Add(params ReadOnlySpan<Cell> row)
    {
        if (row.Length != shape.Columns.Length)
        {
            throw new ArgumentException($"A row of {row.Length} values for {shape.Columns.Length} columns.", nameof(row));
        }

        _cells.AddRange(row);
    }

    /// <summary>Forgets the rows and keeps their room: the next ones are as many.</summary>
    public void Clear() => _cells.Clear();

    public Cell this[int row, int column] => _cells[(row * shape.Columns.Length) + column];
}
