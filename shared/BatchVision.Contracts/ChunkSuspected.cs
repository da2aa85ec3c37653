namespace BatchVision.Contracts;

/// <summary>
/// Event of a worker that was handed a chunk which came back unanswered before: one of its images may end the process.
/// The chunk is to be split into single images for the quarantine lane.
/// </summary>
/// <param name="ChunkId">Id of the <see cref="RecognizeChunk"/>.</param>
/// <param name="JobId">The job that planned the chunk.</param>
/// <param name="Deliveries">How often the chunk was handed out before.</param>
public sealed record ChunkSuspected(Guid ChunkId, Guid JobId, int Deliveries);
