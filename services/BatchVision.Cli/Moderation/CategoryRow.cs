namespace BatchVision.Cli.Moderation;

/// <summary>A category of the active policy, and how many labels of known models count for it.</summary>
internal sealed record CategoryRow(string Category, int Level, float? Review, float? Block, long KnownLabels);
