using System.ComponentModel.DataAnnotations;

namespace BatchVision.Ingest;

/// <summary>How jobs are planned and sent.</summary>
public sealed record IngestOptions
{
    /// <summary>Objects a listing page.</summary>
    [Range(1, 10_000)]
    public int PageSize { get; init; } = 1024;

    /// <summary>Images a chunk: the unit of queueing, of resume and of redelivery.</summary>
    [Range(1, 64)]
    public int ChunkSize { get; init; } = 64;

    /// <summary>
    /// Chunks of a job that are sent and not yet answered. Enough to keep workers busy while results wait up to 250 ms for their batch;
    /// few enough that a broker never holds a whole job.
    /// </summary>
    [Range(1, 10_000)]
    public int Window { get; init; } = 64;

    /// <summary>Planning pauses above this many unsent chunks: 64 full pages. They are rows, so this is about fairness, not memory.</summary>
    [Range(1, 1_000_000)]
    public int MaxPendingChunks { get; init; } = 1024;

    /// <summary>Time between looks at the ledger.</summary>
    public TimeSpan PollInterval { get; init; } = TimeSpan.FromMilliseconds(50);

    /// <summary>A chunk without an answer for this long is sent again.</summary>
    public TimeSpan Overdue { get; init; } = TimeSpan.FromMinutes(15);
}
