using System.Globalization;
using BatchVision.Storage.Queries;

namespace BatchVision.Cli.Export;

/// <summary>A column of an export, as its summary names it.</summary>
internal sealed record ExportColumn(string Name, string Type)
{
    public static ExportColumn Of(QueryColumn column) => new(column.Name, column.IsList ? $"list<{TypeOf(column)}>" : TypeOf(column));

    private static string TypeOf(QueryColumn column) => column.Type switch
    {
        // CSV and JSON take each value of SQLite as it is.
        QueryType.None => "any",
        QueryType.Single => "float",
        QueryType.Instant => "timestamp",
        QueryType.LocalTime => "local_timestamp",
        QueryType.Decimal when column is { Precision: { } precision, Scale: { } scale } =>
            string.Create(CultureInfo.InvariantCulture, $"decimal({precision},{scale})"),
        _ => column.Type.ToString().ToLowerInvariant(),
    };
}
