namespace BatchVision.Cli.Run;

internal sealed record StageSummary(string Stage, long Images, double Seconds);
