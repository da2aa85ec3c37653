using BatchVision.Storage.Queries;

namespace BatchVision.Cli.Export;

/// <summary>
/// Decides what a column of SQLite is, where any value may stand in any column: by its declaration, else by the first rows. A later value that
/// does not fit is an error, never a changed value.
/// </summary>
internal static class SqliteTypes
{
    /// <param name="column">The column, its type unknown.</param>
    /// <param name="sample">Its values in the first rows.</param>
    public static QueryType Decide(QueryColumn column, IReadOnlyCollection<QueryValue> sample)
    {
        var values = sample.Where(value => !value.IsNull).ToList();
        // A declaration that the first rows already go against is worth nothing.
        return Declared(column.DeclaredType) is { } declared && values.All(value => Fits(value, declared)) ? Named(column.Name, declared, values)
            : values.Count == 0 ? Named(column.Name, QueryType.Text, values)
            : values.All(value => value.Type == QueryType.Int64) ? QueryType.Int64
            : values.All(value => Fits(value, QueryType.Double)) ? QueryType.Double
            : values.All(value => value.Type == QueryType.Bytes) ? QueryType.Bytes
            : values.Any(value => value.Type == QueryType.Bytes) ? throw new CommandException(
                ExitCode.Failure, $"column '{column.Name}' holds bytes beside other values; cast it in the query, by hex({column.Name}) for example.")
            : Named(column.Name, QueryType.Text, values);
    }

    /// <summary>By the rules of SQLite itself (sqlite.org/datatype3.html, 3.1), and the names that it has no rule for.</summary>
    private static QueryType? Declared(string? type)
    {
        return type is null ? null
            : Has("BOOL") ? QueryType.Boolean
            : Has("TIMESTAMP") || Has("DATETIME") ? QueryType.Instant
            : Has("INT") ? QueryType.Int64
            : Has("CHAR") || Has("CLOB") || Has("TEXT") ? QueryType.Text
            : Has("BLOB") ? QueryType.Bytes
            : Has("REAL") || Has("FLOA") || Has("DOUB") ? QueryType.Double
            : type.Equals("DATE", StringComparison.OrdinalIgnoreCase) ? QueryType.Date
            : null;

        bool Has(string part) => type.Contains(part, StringComparison.OrdinalIgnoreCase);
    }

    // The names of the views' columns: SQLite itself has no type for times.
    private static bool IsInstant(string name) => name.EndsWith("_at", StringComparison.OrdinalIgnoreCase) || name is "minute" or "waiting_since";

    private static bool IsDate(string name) => name.EndsWith("_on", StringComparison.OrdinalIgnoreCase) || name is "day" or "month";

    private static QueryType Named(string name, QueryType type, List<QueryValue> values) =>
        type != QueryType.Text ? type
        : IsInstant(name) && values.All(value => Fits(value, QueryType.Instant)) ? QueryType.Instant
        : IsDate(name) && values.All(value => Fits(value, QueryType.Date)) ? QueryType.Date
        : QueryType.Text;

    private static bool Fits(QueryValue value, QueryType type) => type switch
    {
        QueryType.Double => value.Type is QueryType.Double or QueryType.Int64,
        QueryType.Text => value.Type is not QueryType.Bytes,
        QueryType.Instant => value.Type == QueryType.Text && SqliteTimes.IsInstant(value.AsText),
        QueryType.Date => value.Type == QueryType.Text && SqliteTimes.IsDate(value.AsText),
        _ => value.Type == type,
    };
}
