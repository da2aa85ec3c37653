using System.Diagnostics;
using BatchVision.Contracts;
using BatchVision.Recognition.Imaging;

namespace BatchVision.Recognition.Batching;

/// <summary>One image waiting for one model, with its pixels at the model's input size.</summary>
/// <param name="image">The image, which takes the answer.</param>
/// <param name="index">Place of the model among those that the image asks.</param>
/// <param name="pixels">Given back with the answer.</param>
/// <param name="placement">Where the image lies in the input.</param>
/// <param name="enqueuedAt">Timestamp of the batcher's clock.</param>
internal sealed class InferenceRequest(ImageRequest image, int index, PixelBuffer pixels, Placement placement, long enqueuedAt)
{
    public PixelBuffer Pixels => pixels;

    public Placement Placement => placement;

    public long EnqueuedAt => enqueuedAt;

    public ActivityContext Chunk => image.Chunk;

    public void Complete(ModelOutcome outcome)
    {
        pixels.Dispose();
        image.Answer(index, outcome);
    }
}
