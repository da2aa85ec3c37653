using BatchVision.Contracts;
using BatchVision.Objects;
using BatchVision.Recognition;

namespace BatchVision.Worker;

/// <summary>Fetches and recognises the images of a chunk, many at once, and answers in the order of the command.</summary>
public sealed partial class ChunkRecognizer(
    Recognizer recognizer, ObjectStores stores, WorkerOptions options, TimeProvider time, ILogger<ChunkRecognizer> logger)
{
    private readonly Dictionary<string, ModelIdentity> _models =
        recognizer.Models.ToDictionary(model => model.Identity.Fingerprint, model => model.Identity);

    public async Task<ChunkRecognized> RecognizeAsync(RecognizeChunk chunk, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        var models = Models(chunk);
        var store = stores.OpenStore(chunk.Source);

        // At most 64 tasks; the recognizer admits only as many images as memory and cores allow.
        var outcomes = await Task.WhenAll(chunk.Images.Select(image => RecognizeAsync(store, image, chunk.Models, cancellationToken)));

        var failed = outcomes.Count(outcome => outcome.Status != ImageStatus.Recognized);
        var elapsed = time.GetElapsedTime(started);
        LogChunk(logger, chunk.Ordinal, chunk.JobId, outcomes.Length, failed, elapsed.TotalMilliseconds);
        return new ChunkRecognized(chunk.ChunkId, chunk.JobId, chunk.Ordinal, chunk.Source, models, outcomes);
    }

    /// <summary>The answer of a chunk whose every image failed for one reason, without touching any.</summary>
    public ChunkRecognized Fail(RecognizeChunk chunk, ImageStatus status, string reason) => new(
        chunk.ChunkId, chunk.JobId, chunk.Ordinal, chunk.Source, Models(chunk),
        [.. chunk.Images.Select(image => new ImageOutcome(image.Key, image.ETag, status, reason, null, []))]);

    private ModelIdentity[] Models(RecognizeChunk chunk) =>
        [.. chunk.Models.Select(fingerprint => _models.GetValueOrDefault(fingerprint) ?? throw new UnknownModelException(fingerprint))];

    private async Task<ImageOutcome> RecognizeAsync(
        IObjectStore store, ImageRef image, IReadOnlyList<string> models, CancellationToken cancellationToken)
    {
        using var admission = await recognizer.AdmitAsync(cancellationToken);
        if (image.Key == options.CrashOnKey)
        {
            Environment.FailFast($"Worker:CrashOnKey met '{image.Key}'.");
        }

        var started = time.GetTimestamp();
        var fetched = await store.FetchAsync(image, recognizer.MaxBytes, cancellationToken);
        using var bytes = fetched.Bytes;
        WorkerTelemetry.Fetch.Record(time.GetElapsedTime(started).TotalSeconds);

        var outcome = bytes is not null
            ? FromRecognition(image, await recognizer.RecognizeAsync(bytes.Memory, models, cancellationToken))
            : new ImageOutcome(image.Key, image.ETag, fetched.Status, fetched.Reason, null, []);
        WorkerTelemetry.Images.Add(1, new KeyValuePair<string, object?>("outcome", outcome.Status.ToString()));
        return outcome;
    }

    private static ImageOutcome FromRecognition(ImageRef image, ImageRecognition recognition) =>
        new(image.Key, image.ETag, recognition.Status, recognition.Reason, recognition.Facts, recognition.Models);

    [LoggerMessage(Level = LogLevel.Information, Message = "Chunk {Ordinal} of job {JobId}: {Images} images, {Failed} failed, {Milliseconds:F0} ms")]
    private static partial void LogChunk(ILogger logger, int ordinal, Guid jobId, int images, int failed, double milliseconds);
}
