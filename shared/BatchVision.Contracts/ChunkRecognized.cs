namespace BatchVision.Contracts;

/// <summary>Event of a worker: one outcome for each image of the chunk, in the order of the command.</summary>
/// <param name="ChunkId">Id of the <see cref="RecognizeChunk"/> this answers.</param>
/// <param name="JobId">The job that planned the chunk.</param>
/// <param name="Ordinal">Position of the chunk in its job, from 0.</param>
/// <param name="Source">Where the images come from.</param>
/// <param name="Models">The models that ran; outcomes refer to them by fingerprint.</param>
/// <param name="Images">One outcome per image reference of the command: no more, no fewer.</param>
/// <param name="Times">Null from a worker that does not measure, and when no image was touched.</param>
/// <param name="Worker">Null from a worker that does not say.</param>
public sealed record ChunkRecognized(
    Guid ChunkId,
    Guid JobId,
    int Ordinal,
    string Source,
    IReadOnlyList<ModelIdentity> Models,
    IReadOnlyList<ImageOutcome> Images,
    StageTimes? Times = null,
    WorkerFacts? Worker = null);
