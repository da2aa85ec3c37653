namespace BatchVision.Storage;

/// <summary>What <see cref="Retention"/> removed, or would.</summary>
/// <param name="Before">Images whose first result is older than this day; null when there are none that may go.</param>
/// <param name="Images">How many they are.</param>
/// <param name="Partitions">Partitions that go as a whole.</param>
public sealed record Removal(DateOnly? Before, long Images, IReadOnlyList<string> Partitions);
