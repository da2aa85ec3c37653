using BatchVision.Contracts;

namespace BatchVision.Cli.Report;

/// <summary>One label of an image.</summary>
/// <param name="Model">Name of a <see cref="ReportModel"/>.</param>
/// <param name="Label">Name of the class; untrusted text.</param>
/// <param name="Score">0..1.</param>
/// <param name="Box">In fractions of the upright image; null for a label of the whole image.</param>
internal sealed record ReportPrediction(string Model, string Label, float Score, Box? Box = null);
