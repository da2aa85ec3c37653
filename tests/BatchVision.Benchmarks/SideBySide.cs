
namespace BatchVision.Benchmarks;

/// <summary>The alternatives on the set and the model of one pipeline.</summary>
/// <param name="Set">The set.</param>
/// <param name="Model">The model.</param>
/// <param name="Alternatives">What they reached, and in how many files they see what we see.</param>
internal sealed record SideBySide(string Set, string Model, AlternativesResults Alternatives);
