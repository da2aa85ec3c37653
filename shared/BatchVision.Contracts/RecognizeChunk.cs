namespace BatchVision.Contracts;

/// <summary>Command to a worker: recognise these images with these models.</summary>
/// <param name="ChunkId">Deterministic in (job, ordinal), so a re-sent chunk is the same chunk.</param>
/// <param name="JobId">The job that planned the chunk.</param>
/// <param name="Ordinal">Position of the chunk in its job, from 0.</param>
/// <param name="Source">Where the images come from; with a key it names one image.</param>
/// <param name="Models">Fingerprints of the models to run on every image of the chunk.</param>
/// <param name="Images">At most 64 references; the message never carries pixels.</param>
public sealed record RecognizeChunk(
    Guid ChunkId,
    Guid JobId,
    int Ordinal,
    string Source,
    IReadOnlyList<string> Models,
    IReadOnlyList<ImageRef> Images);
