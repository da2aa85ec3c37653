namespace BatchVision.Cli.Query;

/// <summary>How the rows of a query are written.</summary>
internal enum QueryFormat
{
    Table,
    Json,
    Csv,
}
