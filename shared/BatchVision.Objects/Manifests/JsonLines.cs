using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using System.Text.Json;
using BatchVision.Objects.S3;

namespace BatchVision.Objects.Manifests;

/// <summary>
/// A manifest in the form of Amazon Rekognition and SageMaker: a JSON object a line, of which <c>source-ref</c> names the image.
/// </summary>
internal static class JsonLines
{
    /// <summary>Lines may carry annotations besides.</summary>
    private const int MaxLineBytes = 1 << 20;

    private const string Expected = """expected {"source-ref": "s3://bucket/key"}""";

    public static async IAsyncEnumerable<ManifestEntry> ReadAsync(
        ManifestFile file, Stream text, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var reader = PipeReader.Create(text, new StreamPipeReaderOptions(bufferSize: 1 << 16, leaveOpen: true));
        var line = 0L;
        bool more;
        do
        {
            var result = await reader.ReadAsync(cancellationToken);
            var buffer = result.Buffer;
            more = !result.IsCompleted;
            while (NextLine(ref buffer, isLast: !more) is { } content)
            {
                line++;
                if (Parse(content, line, file) is { } address)
                {
                    yield return new ManifestEntry(0, line, address.Bucket, address.Key, "", 0);
                }
            }

            if (buffer.Length > MaxLineBytes)
            {
                throw file.Malformed(line + 1, $"the line is longer than {MaxLineBytes:N0} bytes; {Expected}");
            }

            reader.AdvanceTo(buffer.Start, buffer.End);
        }
        while (more);
    }

    private static ReadOnlySequence<byte>? NextLine(ref ReadOnlySequence<byte> buffer, bool isLast)
    {
        if (buffer.PositionOf((byte)'\n') is { } end)
        {
            var line = buffer.Slice(0, end);
            buffer = buffer.Slice(buffer.GetPosition(1, end));
            return line;
        }

        if (!isLast || buffer.IsEmpty)
        {
            return null;
        }

        var rest = buffer;
        buffer = buffer.Slice(buffer.End);
        return rest;
    }

    /// <summary>The image that a line names; null for a blank line.</summary>
    private static S3Address? Parse(ReadOnlySequence<byte> content, long line, ManifestFile file)
    {
        // A byte order mark is no JSON, but Windows tools write one.
        if (line == 1 && content.Length >= 3 && content.Slice(0, 3).ToArray() is [0xEF, 0xBB, 0xBF])
        {
            content = content.Slice(3);
        }

        if (IsBlank(content))
        {
            return null;
        }

        try
        {
            return S3Address.TryParse(SourceRef(content), out var address) && address.Key.Length > 0
                ? address
                : throw file.Malformed(line, Expected);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw file.Malformed(line, $"not a JSON object in UTF-8; {Expected}", e);
        }
    }

    private static string? SourceRef(ReadOnlySequence<byte> content)
    {
        var json = new Utf8JsonReader(content);
        string? found = null;
        if (!json.Read() || json.TokenType != JsonTokenType.StartObject)
        {
            return null;
        }

        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var isSource = json.ValueTextEquals("source-ref"u8);
            json.Read();
            if (isSource && json.TokenType == JsonTokenType.String)
            {
                found = json.GetString();
            }

            json.Skip();
        }

        // Reads to the end: what follows the object is an error too.
        json.Read();
        return found;
    }

    private static bool IsBlank(ReadOnlySequence<byte> content)
    {
        foreach (var segment in content)
        {
            if (segment.Span.ContainsAnyExcept(" \t\r"u8))
            {
                return false;
            }
        }

        return true;
    }
}
