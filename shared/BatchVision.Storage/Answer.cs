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
        // Loops and no queries: this runs for each image.
        foreach (var outcome in image.Models)
        {
            if (!Names(chunk, outcome.Fingerprint))
            {
                throw new ChunkRefusedException(
                    chunk.ChunkId, $"Chunk {chunk.ChunkId} has an outcome of model {outcome.Fingerprint}, which it does not name.");
            }
        }

        foreach (var model in chunk.Models)
        {
            var outcome = Find(image, model.Fingerprint);
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

    private static bool Names(ChunkRecognized chunk, string fingerprint)
    {
        foreach (var model in chunk.Models)
        {
            if (model.Fingerprint == fingerprint)
            {
                return true;
            }
        }

        return false;
    }

    private static ModelOutcome? Find(ImageOutcome image, string fingerprint)
    {
        foreach (var outcome in image.Models)
        {
            if (outcome.Fingerprint == fingerprint)
            {
                return outcome;
            }
        }

        return null;
    }
}
