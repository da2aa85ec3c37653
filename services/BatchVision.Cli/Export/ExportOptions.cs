namespace BatchVision.Cli.Export;

/// <summary>What <c>bv export</c> was asked for: a view or a query, a format and a place.</summary>
internal sealed record ExportOptions(
    string? View, string? Sql, ExportFormat Format, string Output, string Database, bool RawCsv, bool Force, bool Restart, bool Json);
