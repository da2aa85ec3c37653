namespace BatchVision.Cli.Export;

/// <summary>What an export writes.</summary>
internal enum ExportFormat
{
    Parquet,
    Csv,
    Jsonl,
}
