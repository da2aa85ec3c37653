using System.Text;
using CsvHelper;

namespace BatchVision.Objects.Manifests;

/// <summary>The records of a CSV file in UTF-8, one at a time and none of them large.</summary>
internal sealed class CsvRecords(ManifestFile file, Stream text) : IDisposable
{
    /// <summary>A key has at most 1,024 bytes; inventories add some twenty short columns.</summary>
    private const int MaxRecordBytes = 1 << 16;

    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private static readonly CsvReaderOptions Options = new()
    {
        Separator = ',',
        HasHeader = false,
        MaxRecordSize = MaxRecordBytes,
        // A guess at what was meant could name another object.
        MalformedData = CsvMalformedDataHandling.Throw,
        TrackLineNumbers = true,
        IncludeValuesInExceptions = false,
    };

    private readonly CsvReader _reader = CsvReader.Create(text, Options, leaveOpen: true);

    /// <summary>Which record this is, from 1.</summary>
    public long Number => _reader.RowNumber;

    /// <summary>Fields of this record.</summary>
    public int Count => _reader.FieldCount;

    /// <summary>Goes on to the next record; false after the last.</summary>
    public async ValueTask<bool> NextAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await _reader.ReadAsync(cancellationToken);
        }
        catch (CsvFormatException e)
        {
            throw file.Malformed(
                e.LineNumber, $"no CSV record of at most {MaxRecordBytes:N0} bytes, with quotes doubled inside of quoted fields", e);
        }
    }

    /// <summary>A field of this record; empty where it has none.</summary>
    public string this[int column]
    {
        get
        {
            try
            {
                return column >= 0 && column < Count ? Utf8.GetString(_reader.GetSpan(column)) : "";
            }
            catch (DecoderFallbackException e)
            {
                throw Malformed("not UTF-8", e);
            }
        }
    }

    public SourceException Malformed(string complaint, Exception? inner = null) => file.Malformed(_reader.LineNumber, complaint, inner);

    public void Dispose() => _reader.Dispose();
}
