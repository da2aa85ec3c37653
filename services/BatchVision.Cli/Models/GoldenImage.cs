namespace BatchVision.Cli.Models;

/// <summary>One picture and the scores it is known to get, by label.</summary>
internal sealed record GoldenImage(string Path, IReadOnlyDictionary<string, float> Scores);
