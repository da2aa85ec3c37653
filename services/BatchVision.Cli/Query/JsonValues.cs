using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using BatchVision.Storage.Queries;

namespace BatchVision.Cli.Query;

/// <summary>Values of a query as JSON.</summary>
internal static class JsonValues
{
    public static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    /// <summary>Exact numbers keep all of their digits; what JSON has no number for (NaN, infinities) is text; bytes are base64.</summary>
    public static void Write(Utf8JsonWriter json, QueryValue value)
    {
        switch (value.Type)
        {
            case QueryType.None:
                json.WriteNullValue();
                break;
            case QueryType.Boolean:
                json.WriteBooleanValue(value.AsBoolean);
                break;
            case QueryType.Int64:
                json.WriteNumberValue(value.AsInt64);
                break;
            case QueryType.Single when float.IsFinite(value.AsSingle):
                json.WriteNumberValue(value.AsSingle);
                break;
            case QueryType.Double when double.IsFinite(value.AsDouble):
                json.WriteNumberValue(value.AsDouble);
                break;
            case QueryType.Decimal when char.IsAsciiDigit(value.AsText[^1]):
                json.WriteRawValue(value.AsText, skipInputValidation: true);
                break;
            case QueryType.Json:
                // Line breaks stand between its parts only, never in a string; JSON lines have one a row.
                json.WriteRawValue(value.AsText.Replace('\n', ' ').Replace('\r', ' '), skipInputValidation: true);
                break;
            case QueryType.Bytes:
                json.WriteBase64StringValue(value.AsBytes);
                break;
            case QueryType.List:
                json.WriteStartArray();
                foreach (var item in value.AsList)
                    Write(json, item);
                json.WriteEndArray();
                break;
            default:
                json.WriteStringValue(PlainText.Of(value));
                break;
        }
    }

    public static string Text(QueryValue value)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, Options))
            Write(json, value);
        return Encoding.UTF8.GetString(buffer.GetBuffer().AsSpan(0, (int)buffer.Length));
    }
}
