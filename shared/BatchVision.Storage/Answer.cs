using BatchVision.Contracts;

namespace BatchVision.Storage;

/// <summary>What becomes one recognition row.</summary>
internal sealed record Answer(Guid JobId, ImageStatus Status, string? Reason, IReadOnlyList<Prediction> Predictions)
{
    /// <summary>
    /// One answer for each model of the chunk: the model's own, or that of the image when it never reached the model.
    /// </summary>
    public static IEnumerable<(string Fingerprint, Answer Answer)> Of(ChunkRecognized chunk, ImageOutcome image)
    {
        if (image.Models.FirstOrDefault(outcome => chunk.Models.All(model => model.Fingerprint != outcome.Fingerprint)) is { } stranger)
        {
            throw new ChunkRefusedException(
                chunk.ChunkId, $"Chunk {chunk.ChunkId} has an outcome of model {stranger.Fingerprint}, which it does not name.");
        }

        foreach (var model in chunk.Models)
        {
            var outcome = image.Models.FirstOrDefault(o => o.Fingerprint == model.Fingerprint);
            if (outcome is null && image.Status == ImageStatus.Recognized)
            {
                throw new ChunkRefusedException(
                    chunk.ChunkId, $"Chunk {chunk.ChunkId} calls an image recognized that model {model.Name} gave no outcome for.");
            }

            yield return (model.Fingerprint, outcome switch
            {
                null => new Answer(chunk.JobId, image.Status, image.Reason, []),
                { Status: ImageStatus.Recognized } => new Answer(chunk.JobId, outcome.Status, null, outcome.Predictions),
                _ => new Answer(chunk.JobId, outcome.Status, outcome.Reason, []),
            });
        }
    }
}
