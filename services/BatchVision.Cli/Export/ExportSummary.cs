namespace BatchVision.Cli.Export;

/// <summary>What an export did. Only objects have parts; those kept had been sent by an earlier export that was cut off.</summary>
internal sealed record ExportSummary(
    string Output, string Format, long Rows, long Bytes, double Seconds, IReadOnlyList<ExportColumn> Columns, int? SentParts, int? KeptParts, long PeakMemoryBytes);
