using System.Globalization;
using BatchVision.Storage.Queries;

namespace BatchVision.Cli.Query;

/// <summary>Values of a query as text that reads back as the same value: shortest floating-point numbers, ISO times, arrays as JSON.</summary>
internal static class PlainText
{
    public static string Of(QueryValue value) => value.Type switch
    {
        QueryType.None => "",
        QueryType.Boolean => value.AsBoolean ? "true" : "false",
        QueryType.Int64 => value.AsInt64.ToString(CultureInfo.InvariantCulture),
        QueryType.Single => value.AsSingle.ToString(CultureInfo.InvariantCulture),
        QueryType.Double => value.AsDouble.ToString(CultureInfo.InvariantCulture),
        QueryType.Decimal or QueryType.Text or QueryType.Json => value.AsText,
        QueryType.Uuid => value.AsUuid.ToString("D"),
        QueryType.Bytes => $"\\x{Convert.ToHexStringLower(value.AsBytes)}",
        QueryType.List => JsonValues.Text(value),
        _ => TimeText.Of(value),
    };
}
