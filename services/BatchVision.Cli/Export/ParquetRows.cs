using System.IO.Compression;
using BatchVision.Cli.Query;
using BatchVision.Storage.Queries;
using Parquet;
using Parquet.Schema;

namespace BatchVision.Cli.Export;

/// <summary>
/// Rows as Parquet, in row groups of bounded size. Where the database does not say what a column is, the first rows wait until they have told;
/// elsewhere they go into their columns at once.
/// </summary>
internal sealed class ParquetRows(IReadOnlyList<QueryColumn> columns, Stream output) : RowWriter(columns)
{
    // Readers take a group at a time, and so does the memory here; beyond this size compression gains little.
    private const int GroupRows = 100_000;
    private const long GroupBytes = 32L << 20;
    private const int SampleRows = 10_000;
    private const long SampleCharacters = 8L << 20;

    private static readonly ParquetOptions Options = new()
    {
        CompressionMethod = CompressionMethod.Zstd,
        CompressionLevel = CompressionLevel.Fastest,
        // Columns of many different texts are seen from their first values, and not put into a dictionary in vain.
        DictionaryEncodingSampleSize = 4096,
    };

    private List<QueryValue[]>? _sample = columns.Any(column => column.Type == QueryType.None) ? [] : null;
    private long _sampleCharacters;
    private ParquetColumn[] _columns = [];
    private DataField[] _fields = [];
    private ParquetWriter? _writer;
    private int _groupRows;

    public override async ValueTask EndAsync(CancellationToken cancellationToken)
    {
        await StartAsync(cancellationToken);
        if (_groupRows > 0)
            await WriteGroupAsync(cancellationToken);
        // Disposal writes the footer.
        await _writer!.DisposeAsync();
        _writer = null;
        await output.FlushAsync(cancellationToken);
    }

    protected override void BeginRow()
    {
        if (_columns.Length == 0 && _sample is null)
            Decide();
        _sample?.Add(new QueryValue[Columns.Count]);
    }

    protected override void WriteValue(int column, QueryValue value)
    {
        if (_sample is null)
        {
            _columns[column].Add(value);
            return;
        }

        _sample[^1][column] = value;
        if (value.Type == QueryType.Text)
            _sampleCharacters += value.AsText.Length;
        else if (value.Type == QueryType.Bytes)
            _sampleCharacters += value.AsBytes.Length;
    }

    protected override void EndRow()
    {
        if (_sample is null)
            _groupRows++;
        else if (_sample.Count == SampleRows || _sampleCharacters >= SampleCharacters)
            Decide();
    }

    protected override async ValueTask AdvanceAsync(CancellationToken cancellationToken)
    {
        if (_groupRows == GroupRows || (_groupRows & 0xf) == 0 && _groupRows > 0 && _columns.Sum(column => column.Bytes) >= GroupBytes)
            await WriteGroupAsync(cancellationToken);
    }

    /// <summary>Settles what the columns are, and fills in the rows that waited.</summary>
    private void Decide()
    {
        Columns = [.. Columns.Select((column, i) => ParquetColumns.Typed(
            column.Type == QueryType.None ? column with { Type = SqliteTypes.Decide(column, [.. (_sample ?? []).Select(row => row[i])]) } : column))];
        _columns = [.. Columns.Select(ParquetColumns.Create)];
        var rows = _sample ?? [];
        _sample = null;
        for (var row = 0; row < rows.Count; row++)
        {
            for (var column = 0; column < _columns.Length; column++)
                Write(column, row + 1, rows[row][column]);
        }

        _groupRows = rows.Count;
    }

    private async Task StartAsync(CancellationToken cancellationToken)
    {
        if (_columns.Length == 0)
            Decide();
        if (_writer is not null)
            return;
        var schema = new ParquetSchema(_columns.Select(column => column.Field));
        _fields = schema.DataFields;
        _writer = await ParquetWriter.CreateAsync(schema, output, Options, cancellationToken: cancellationToken);
    }

    private async Task WriteGroupAsync(CancellationToken cancellationToken)
    {
        await StartAsync(cancellationToken);
        using var group = _writer!.CreateRowGroup();
        for (var i = 0; i < _columns.Length; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            await _columns[i].WriteAsync(group, _fields[i], cancellationToken);
        }

        group.CompleteValidate();
        _groupRows = 0;
    }
}
