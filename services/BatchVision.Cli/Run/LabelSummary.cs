namespace BatchVision.Cli.Run;

/// <summary>How many images of the job a model gave a label to as its first.</summary>
internal sealed record LabelSummary(string Model, string Label, long Images);
