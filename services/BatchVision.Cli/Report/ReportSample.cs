namespace BatchVision.Cli.Report;

/// <summary>How far the job was at a moment.</summary>
/// <param name="Seconds">Since the job began.</param>
/// <param name="Images">Done since the job began.</param>
internal readonly record struct ReportSample(double Seconds, long Images);
