using System.Text.Json.Serialization;

namespace BatchVision.Benchmarks;

/// <summary>What one program reached.</summary>
/// <param name="Name">The program.</param>
/// <param name="Figures">Medians of its rounds; null where it could not run.</param>
/// <param name="Top1">The class it saw first in each file, by file name; not in reports.</param>
/// <param name="Error">Why it could not run, or ran no further; null where all is well.</param>
internal sealed record AlternativeResult(
    string Name, AlternativeRun? Figures, [property: JsonIgnore] IReadOnlyDictionary<string, int> Top1, string? Error);
