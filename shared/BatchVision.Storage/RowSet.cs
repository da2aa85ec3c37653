namespace BatchVision.Storage;

/// <summary>
/// Rows on their way into one statement. The caller dedupes them by key (a repeated key inside one upsert is an error on
/// PostgreSQL) and sorts them by key (two writers that lock in the same order cannot deadlock).
/// </summary>
/// <param name="shape">Their columns.</param>
/// <param name="capacity">How many rows are expected, where they are many.</param>
internal sealed class RowSet(RowShape shape, int capacity = 0)
{
    private readonly List<Cell> _cells = new(capacity * shape.Columns.Length);

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

    public Cell this[int row, int column] => _cells[(row * shape.Columns.Length) + column];
}
