namespace BatchVision.Contracts.Rest;

/// <summary>Jobs, newest first.</summary>
/// <param name="Jobs">One page of them.</param>
/// <param name="Next">Path of the next page; null when there is none.</param>
public sealed record JobPageDocument(IReadOnlyList<JobDocument> Jobs, string? Next);
