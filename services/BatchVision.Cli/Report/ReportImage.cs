namespace BatchVision.Cli.Report;

/// <summary>One recognised image.</summary>
/// <param name="Key">Object key; untrusted text.</param>
/// <param name="ETag">The version that was recognised.</param>
/// <param name="Root">Address of the store that has it.</param>
/// <param name="Width">Of the upright image, in pixels.</param>
/// <param name="Height">Of the upright image, in pixels.</param>
/// <param name="Predictions">Of all models; none is a valid answer.</param>
/// <param name="Verdict">Of the active policy; null where it says nothing.</param>
internal sealed record ReportImage(string Key, string ETag, string Root, int Width, int Height, IReadOnlyList<ReportPrediction> Predictions, ReportVerdict? Verdict = null);
