using System.Diagnostics;
using BatchVision.Contracts;
using BatchVision.Recognition.Imaging;

namespace BatchVision.Recognition.Batching;

/// <summary>One image waiting for one model: its pixels at the model's input size, and the promise of an outcome.</summary>
internal sealed class InferenceRequest(PixelBuffer pixels, Placement placement, long enqueuedAt, ActivityContext chunk)
{
    // Continuations must not run on the compute thread that sets the result.
    private readonly TaskCompletionSource<ModelOutcome> _outcome = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public PixelBuffer Pixels { get; } = pixels;

    public Placement Placement { get; } = placement;

    /// <summary>Timestamp of the batcher's clock.</summary>
    public long EnqueuedAt { get; } = enqueuedAt;

    /// <summary>The span in which the image was handed in; default where nothing is traced.</summary>
    public ActivityContext Chunk { get; } = chunk;

    public Task<ModelOutcome> Outcome => _outcome.Task;

    public void Complete(ModelOutcome outcome)
    {
        Pixels.Dispose();
        _outcome.TrySetResult(outcome);
    }
}
