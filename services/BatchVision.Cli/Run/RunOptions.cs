using BatchVision.Recognition.Models;

namespace BatchVision.Cli.Run;

/// <summary>What <c>bv run</c> was asked for.</summary>
internal sealed record RunOptions(
    string Source,
    IReadOnlyList<string> Models,
    string ModelsDirectory,
    string Database,
    string? Policy,
    string? Report,
    bool Json,
    int? Limit,
    ExecutionProvider Provider,
    int? Threads,
    int? BatchSize,
    bool ReadGps,
    bool Verbose);
