namespace BatchVision.Cli.Run;

internal sealed record FailureSummary(string Status, long Images, string ExampleKey, string ExampleReason);
