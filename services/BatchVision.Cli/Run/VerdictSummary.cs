namespace BatchVision.Cli.Run;

/// <summary>Why images were not allowed: one row a decision and a category.</summary>
/// <param name="Decision">review or block.</param>
/// <param name="Category">The category that decided; null where it was the blocklist or a failure.</param>
/// <param name="Images">How many.</param>
/// <param name="ExampleKey">The first of them by key.</param>
/// <param name="ExampleReason">What decided it.</param>
internal sealed record VerdictSummary(string Decision, string? Category, long Images, string ExampleKey, string ExampleReason);
