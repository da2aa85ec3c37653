using System.Text.Json.Serialization;

namespace BatchVision.Contracts.Rest;

/// <summary>Why a request was refused: problem+json, RFC 9457.</summary>
/// <param name="Type">Which kind of problem, for programs: <c>urn:batchvision:problem:…</c>.</param>
/// <param name="Title">The kind in a few words, the same for each problem of it.</param>
/// <param name="Status">The HTTP status.</param>
/// <param name="Detail">What is wrong here and how to mend it, in one line for a person.</param>
/// <param name="TraceId">Finds the request in the server's logs and traces.</param>
public sealed record ProblemDocument(string Type, string Title, int Status, string Detail, string? TraceId)
{
    /// <summary>What is wrong with single fields, by their names; absent where none is to blame.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyDictionary<string, IReadOnlyList<string>>? Errors { get; init; }
}
