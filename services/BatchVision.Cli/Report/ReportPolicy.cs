namespace BatchVision.Cli.Report;

/// <summary>The policy that decided, and how often it decided what.</summary>
internal sealed record ReportPolicy(string Name, long Allow, long Review, long Block, long Undecided);
