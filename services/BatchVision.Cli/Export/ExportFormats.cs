namespace BatchVision.Cli.Export;

/// <summary>Formats by their names, and by the endings of files.</summary>
internal static class ExportFormats
{
    /// <summary>Null where the ending says nothing.</summary>
    public static ExportFormat? OfEnding(string output) => Path.GetExtension(output).ToLowerInvariant() switch
    {
        ".parquet" or ".pq" => ExportFormat.Parquet,
        ".csv" => ExportFormat.Csv,
        ".jsonl" or ".ndjson" => ExportFormat.Jsonl,
        _ => null,
    };

    public static string Name(ExportFormat format) => format switch
    {
        ExportFormat.Parquet => "parquet",
        ExportFormat.Csv => "csv",
        _ => "jsonl",
    };

    public static string ContentType(ExportFormat format) => format switch
    {
        ExportFormat.Parquet => "application/vnd.apache.parquet",
        ExportFormat.Csv => "text/csv; charset=utf-8",
        _ => "application/x-ndjson",
    };
}
