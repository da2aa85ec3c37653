namespace BatchVision.Api.Problems;

/// <summary>Ends a request with a problem document.</summary>
/// <param name="kind">What kind of problem.</param>
/// <param name="detail">One line for a person: what is wrong and how to mend it.</param>
internal sealed class RefusedException(ProblemKind kind, string detail) : Exception(detail)
{
    public ProblemKind Kind => kind;

    public IReadOnlyDictionary<string, IReadOnlyList<string>>? Errors { get; init; }

    public TimeSpan? RetryAfter { get; init; }

    public static RefusedException NotFound(string what) => new(ProblemKind.NotFound, $"There is no {what}; check the spelling, or list what there is.");
}
