namespace BatchVision.Cli.Report;

/// <summary>How many images a model gave a label to.</summary>
/// <param name="Model">Name of a <see cref="ReportModel"/>.</param>
/// <param name="Label">Name of the class; untrusted text.</param>
/// <param name="Images">Images that have it.</param>
internal sealed record ReportLabelCount(string Model, string Label, long Images);
