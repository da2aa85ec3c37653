namespace BatchVision.EndToEnd.Tests;

/// <summary>A span as it came over the wire.</summary>
internal sealed record OtlpSpan
{
    public required string Service { get; init; }

    public required string TraceId { get; init; }

    public required string SpanId { get; init; }

    /// <summary>Empty for the head of a trace.</summary>
    public required string ParentId { get; init; }

    public required string Name { get; init; }

    /// <summary>Nanoseconds since 1970.</summary>
    public required ulong End { get; init; }

    public required IReadOnlyDictionary<string, string> Tags { get; init; }

    public required IReadOnlyList<(string TraceId, string SpanId)> Links { get; init; }
}
