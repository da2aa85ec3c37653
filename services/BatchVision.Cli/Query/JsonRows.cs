using System.Buffers;
using System.Text.Json;
using BatchVision.Storage.Queries;

namespace BatchVision.Cli.Query;

/// <summary>Rows as JSON objects, one a line: inside an array, or bare (JSON lines).</summary>
internal sealed class JsonRows : RowWriter
{
    private const int FullBytes = 1 << 16;

    private readonly Stream _output;
    private readonly bool _asArray;
    private readonly ArrayBufferWriter<byte> _buffer = new(FullBytes + (FullBytes >> 2));
    private readonly Utf8JsonWriter _json;
    private readonly JsonEncodedText[] _names;

    public JsonRows(IReadOnlyList<QueryColumn> columns, Stream output, bool asArray)
        : base(columns)
    {
        _output = output;
        _asArray = asArray;
        _json = new Utf8JsonWriter(_buffer, JsonValues.Options);
        _names = [.. Columns.Select(column => JsonEncodedText.Encode(column.Name, JsonValues.Options.Encoder))];
    }

    public override async ValueTask EndAsync(CancellationToken cancellationToken)
    {
        if (_asArray)
            _buffer.Write(Rows == 0 ? "[]\n"u8 : "\n]\n"u8);
        await PassOnAsync(cancellationToken);
        await _output.FlushAsync(cancellationToken);
    }

    public override async ValueTask DisposeAsync()
    {
        await _json.DisposeAsync();
        await base.DisposeAsync();
    }

    protected override void BeginRow()
    {
        if (_asArray)
            _buffer.Write(Rows == 1 ? "[\n"u8 : ",\n"u8);
        // A document of its own each, or the writer would put commas between them.
        _json.Reset();
        _json.WriteStartObject();
    }

    protected override void WriteValue(int column, QueryValue value)
    {
        _json.WritePropertyName(_names[column]);
        JsonValues.Write(_json, value);
    }

    protected override void EndRow()
    {
        _json.WriteEndObject();
        _json.Flush();
        if (!_asArray)
            _buffer.Write("\n"u8);
    }

    protected override ValueTask AdvanceAsync(CancellationToken cancellationToken) =>
        _buffer.WrittenCount >= FullBytes ? PassOnAsync(cancellationToken) : ValueTask.CompletedTask;

    private async ValueTask PassOnAsync(CancellationToken cancellationToken)
    {
        await _output.WriteAsync(_buffer.WrittenMemory, cancellationToken);
        _buffer.ResetWrittenCount();
    }
}
