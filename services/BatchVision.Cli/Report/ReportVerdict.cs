namespace BatchVision.Cli.Report;

/// <summary>What the policy says about an image.</summary>
/// <param name="Decision">allow, review or block.</param>
/// <param name="Category">The category that decided; null where none did.</param>
/// <param name="Score">Its score.</param>
/// <param name="Because">The label, the failure or the entry of the blocklist that decided; untrusted text.</param>
internal sealed record ReportVerdict(string Decision, string? Category, float? Score, string Because);
