using BatchVision.Storage.Queries;
using CsvHelper;

namespace BatchVision.Cli.Query;

/// <summary>
/// Rows as CSV by RFC 4180, UTF-8, with a header. NULL is nothing, empty text is "", as PostgreSQL writes and reads them; arrays are JSON, bytes
/// hexadecimal. Text is made harmless for spreadsheets unless it is to be raw.
/// </summary>
internal sealed class CsvRows : RowWriter
{
    private readonly bool _raw;

    // Not disposed: after a failure that would send half a row on.
    private readonly CsvWriter _csv;

    public CsvRows(IReadOnlyList<QueryColumn> columns, Stream output, bool raw)
        : base(columns)
    {
        _raw = raw;
        _csv = CsvWriter.Create(output, CsvWriterOptions.Default, leaveOpen: true);
        _csv.WriteHeader([.. Columns.Select(column => Safe(column.Name))]);
    }

    public override ValueTask EndAsync(CancellationToken cancellationToken) => _csv.FlushAsync(cancellationToken);

    protected override void BeginRow()
    {
    }

    protected override void WriteValue(int column, QueryValue value)
    {
        if (value.IsNull)
        {
            _csv.WriteField("");
            return;
        }

        var text = PlainText.Of(value);
        if (value.Type is QueryType.Text or QueryType.Json)
            text = Safe(text);
        _csv.WriteField(text, text.Length == 0 ? CsvQuoting.Always : CsvQuoting.WhenNeededOrWhitespace);
    }

    protected override void EndRow()
    {
    }

    // Passes the buffer on when it is nearly full.
    protected override ValueTask AdvanceAsync(CancellationToken cancellationToken) => _csv.EndRecordAsync(cancellationToken);

    private string Safe(string text) => _raw ? text : SpreadsheetText.Safe(text);
}
