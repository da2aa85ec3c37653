namespace BatchVision.Cli.Report;

/// <summary>One recognised image.</summary>
/// <param name="Key">Object key; untrusted text.</param>
/// <param name="Path">Local file for the thumbnail; null where there is none.</param>
/// <param name="Width">Of the upright image, in pixels.</param>
/// <param name="Height">Of the upright image, in pixels.</param>
/// <param name="Predictions">Of all models; none is a valid answer.</param>
internal sealed record ReportImage(string Key, string? Path, int Width, int Height, IReadOnlyList<ReportPrediction> Predictions);
