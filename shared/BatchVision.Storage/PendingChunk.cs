using BatchVision.Contracts;

namespace BatchVision.Storage;

/// <summary>A chunk to be sent.</summary>
/// <param name="Lane">The lane it is sent to.</param>
/// <param name="Command">The message.</param>
public sealed record PendingChunk(Lane Lane, RecognizeChunk Command)
{
    /// <summary>The trace that planned it, as a W3C traceparent; null when there is none.</summary>
    public string? TraceParent { get; init; }
}
