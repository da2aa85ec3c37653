using System.Diagnostics;
using BatchVision.Contracts;

namespace BatchVision.Recognition.Batching;

/// <summary>One image on its way: decoded once, then one <see cref="InferenceRequest"/> a model. Complete when the last model has answered.</summary>
/// <param name="encoded">The file.</param>
/// <param name="fingerprints">Models to run.</param>
/// <param name="chunk">The span in which the image was handed in; default where nothing is traced.</param>
/// <param name="time">The recognizer's clock.</param>
internal sealed class ImageRequest(ReadOnlyMemory<byte> encoded, IReadOnlyList<string> fingerprints, ActivityContext chunk, TimeProvider time)
{
    // Continuations must not run on the compute thread that sets the result.
    private readonly TaskCompletionSource<ImageRecognition> _recognition = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ModelOutcome[] _outcomes = new ModelOutcome[fingerprints.Count];
    private int _unanswered = fingerprints.Count;
    private ImageFacts? _facts;
    private TimeSpan _decodeTime;
    private long _decodedAt;

    public ReadOnlyMemory<byte> Encoded => encoded;

    public IReadOnlyList<string> Fingerprints => fingerprints;

    public ActivityContext Chunk => chunk;

    public Task<ImageRecognition> Recognition => _recognition.Task;

    /// <summary>To be called before the first model is asked.</summary>
    public void Decoded(ImageFacts facts, TimeSpan decodeTime, long decodedAt) => (_facts, _decodeTime, _decodedAt) = (facts, decodeTime, decodedAt);

    public void Reject(Rejection rejection, TimeSpan decodeTime) =>
        _recognition.TrySetResult(new ImageRecognition(rejection.Status, rejection.Reason, null, [], decodeTime, TimeSpan.Zero));

    public void Fail(Exception exception) => _recognition.TrySetException(exception);

    /// <summary>What the model at this place of <see cref="Fingerprints"/> says; models may answer at once, on threads of their own.</summary>
    public void Answer(int index, ModelOutcome outcome)
    {
        _outcomes[index] = outcome;
        if (Interlocked.Decrement(ref _unanswered) > 0)
            return;

        var failed = Array.Find(_outcomes, outcome => outcome.Status != ImageStatus.Recognized);
        _recognition.TrySetResult(new ImageRecognition(
            failed?.Status ?? ImageStatus.Recognized, failed?.Reason, _facts, _outcomes, _decodeTime, time.GetElapsedTime(_decodedAt)));
    }
}
