namespace BatchVision.Cli.Simulate.Engine;

/// <summary>Seconds from upload to row.</summary>
internal sealed record LatencyFigures(long Images, double Mean, double Median, double P95, double P99);
