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

    /// <summary>Jobs of a lane that one process runs at once; with <see cref="Window"/> it bounds what waits in the broker.</summary>
    [Range(1, 100)]
    public int JobsPerLane { get; init; } = 8;

    /// <summary>How long the jobs of a process that died wait before another takes them over.</summary>
    public TimeSpan Lease { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Parts of buckets whose events are followed.</summary>
    public IReadOnlyList<StreamOptions> Streams { get; init; } = [];

    /// <summary>Address of an SQS queue that gets bucket notifications; null for none.</summary>
    public string? SqsQueueUrl { get; init; }
}
