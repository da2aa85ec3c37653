using System.Globalization;
using BatchVision.Storage.Queries;
using Spectre.Console;

namespace BatchVision.Cli.Query;

/// <summary>Rows as a table for people. All of them are in memory, because a column is as wide as its widest cell.</summary>
internal sealed class TableRows(IReadOnlyList<QueryColumn> columns) : RowWriter(columns)
{
    // More is no table any more; JSON and CSV have it whole.
    private const int MostCharacters = 300;

    private readonly List<QueryValue[]> _rows = [];

    public override ValueTask EndAsync(CancellationToken cancellationToken)
    {
        var table = new Table().Border(TableBorder.Minimal);
        for (var i = 0; i < Columns.Count; i++)
        {
            var column = new TableColumn(Visible(Columns[i].Name).EscapeMarkup());
            table.AddColumn(IsNumeric(i) ? column.RightAligned() : column);
        }

        foreach (var row in _rows)
            table.AddRow(row.Select(Cell).ToArray());
        CliTable.Print(table);
        return ValueTask.CompletedTask;
    }

    protected override void BeginRow() => _rows.Add(new QueryValue[Columns.Count]);

    protected override void WriteValue(int column, QueryValue value) => _rows[^1][column] = value;

    protected override void EndRow()
    {
    }

    protected override ValueTask AdvanceAsync(CancellationToken cancellationToken) => ValueTask.CompletedTask;

    // By what is in it: a column of SQLite may hold anything.
    private bool IsNumeric(int column) => _rows.Any(row => row[column].IsNumber) && _rows.All(row => row[column].IsNull || row[column].IsNumber);

    private static string Cell(QueryValue value)
    {
        if (value.IsNull)
            return "[grey]NULL[/]";
        if (value.Type == QueryType.Bytes)
            return string.Create(CultureInfo.InvariantCulture, $"[grey]{value.AsBytes.Length:N0} bytes[/]");
        return Visible(PlainText.Of(value)).EscapeMarkup();
    }

    /// <summary>Control characters as their pictures: a key of a stranger must not steer the terminal.</summary>
    private static string Visible(string text)
    {
        var shown = text.Length > MostCharacters ? $"{text.AsSpan(0, MostCharacters)}…" : text;
        return shown.Any(char.IsControl)
            ? string.Concat(shown.Select(c => c < 0x20 ? (char)(0x2400 + c) : char.IsControl(c) ? '\u2421' : c))
            : shown;
    }
}
