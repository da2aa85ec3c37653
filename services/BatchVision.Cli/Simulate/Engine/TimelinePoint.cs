namespace BatchVision.Cli.Simulate.Engine;

/// <summary>A look at the system.</summary>
/// <param name="Seconds">When.</param>
/// <param name="Backlog">Images without a row.</param>
/// <param name="Workers">Workers that are ready.</param>
internal readonly record struct TimelinePoint(double Seconds, long Backlog, int Workers);
