namespace BatchVision.Cli.Report;

/// <summary>An image without a result.</summary>
internal sealed record ReportFailure(string Key, string Status, string Reason);
