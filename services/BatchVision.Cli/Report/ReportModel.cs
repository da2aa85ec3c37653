namespace BatchVision.Cli.Report;

/// <summary>A model that ran.</summary>
internal sealed record ReportModel(string Name, string Version, string Task, string Fingerprint);
