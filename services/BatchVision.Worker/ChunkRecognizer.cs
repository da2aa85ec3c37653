using BatchVision.Contracts;
using BatchVision.Objects;
using BatchVision.Recognition;

namespace BatchVision.Worker;

/// <summary>Fetches and recognises the images of a chunk, many at once, and answers in the order of the command.</summary>
public sealed partial class ChunkRecognizer(
    Recognizer recognizer, ObjectStores stores, WorkerLoad load, WorkerOptions options, TimeProvider time, ILogger<ChunkRecognizer> logger)
{
    private readonly Dictionary<string, ModelIdentity> _models =
        recognizer.Models.ToDictionary(model => model.Identity.Fingerprint, model => model.Identity);

    public async Task<ChunkRecognized> RecognizeAsync(RecognizeChunk chunk, Lane lane, CancellationToken cancellationToken)
    {
        using var span = WorkerTelemetry.Source.StartActivity("recognize chunk");
        span?.SetTag("batchvision.chunk.id", chunk.ChunkId).SetTag("batchvision.chunk.images", chunk.Images.Count);
        var started = time.GetTimestamp();
        var models = Models(chunk);
        var store = stores.OpenStore(chunk.Source);

        // At most 64 tasks; the recognizer admits only as many images as memory and cores allow.
        var images = await Task.WhenAll(chunk.Images.Select(image => RecognizeAsync(store, image, chunk.Models, lane, cancellationToken)));

        var failed = images.Count(image => image.Outcome.Status != ImageStatus.Recognized);
        span?.SetTag("batchvision.chunk.failed", failed);
        var elapsed = time.GetElapsedTime(started);
        LogChunk(logger, chunk.Ordinal, chunk.JobId, images.Length, failed, elapsed.TotalMilliseconds);
        var times = new StageTimes(
            (float)elapsed.TotalSeconds,
            (float)images.Sum(image => image.Fetch.TotalSeconds),
            (float)images.Sum(image => image.Decode.TotalSeconds),
            (float)images.Sum(image => image.Infer.TotalSeconds));
        return new ChunkRecognized(
            chunk.ChunkId, chunk.JobId, chunk.Ordinal, chunk.Source, models, [.. images.Select(image => image.Outcome)], times,
            new WorkerFacts(Environment.MachineName, load.ImageSeconds));
    }

    /// <summary>The answer of a chunk whose every image failed for one reason, without touching any.</summary>
    public ChunkRecognized Fail(RecognizeChunk chunk, ImageStatus status, string reason) => new(
        chunk.ChunkId, chunk.JobId, chunk.Ordinal, chunk.Source, Models(chunk),
        [.. chunk.Images.Select(image => new ImageOutcome(image.Key, image.ETag, status, reason, null, []))]);

    private ModelIdentity[] Models(RecognizeChunk chunk) =>
        [.. chunk.Models.Select(fingerprint => _models.GetValueOrDefault(fingerprint) ?? throw new UnknownModelException(fingerprint))];

    private async Task<(ImageOutcome Outcome, TimeSpan Fetch, TimeSpan Decode, TimeSpan Infer)> RecognizeAsync(
        IObjectStore store, ImageRef image, IReadOnlyList<string> models, Lane lane, CancellationToken cancellationToken)
    {
        using var active = load.Begin();
        using var admission = await recognizer.AdmitAsync(cancellationToken);
        if (image.Key == options.CrashOnKey)
        {
            Environment.FailFast($"Worker:CrashOnKey met '{image.Key}'.");
        }

        var started = time.GetTimestamp();
        var fetched = await store.FetchAsync(image, recognizer.MaxBytes, cancellationToken);
        using var bytes = fetched.Bytes;
        var fetch = time.GetElapsedTime(started);
        WorkerTelemetry.Fetch.Record(fetch.TotalSeconds);
        WorkerTelemetry.FetchedBytes.Add(bytes?.Memory.Length ?? 0);

        var recognition = bytes is not null
            ? await recognizer.RecognizeAsync(bytes.Memory, models, cancellationToken)
            : new ImageRecognition(fetched.Status, fetched.Reason, null, [], TimeSpan.Zero, TimeSpan.Zero);
        WorkerTelemetry.Images.Add(1, WorkerTelemetry.OutcomeTag(recognition.Status), WorkerTelemetry.LaneTag(lane));
        return (FromRecognition(image, recognition), fetch, recognition.DecodeTime, recognition.InferTime);
    }

    private static ImageOutcome FromRecognition(ImageRef image, ImageRecognition recognition) =>
        new(image.Key, image.ETag, recognition.Status, recognition.Reason, recognition.Facts, recognition.Models);

    [LoggerMessage(Level = LogLevel.Information, Message = "Chunk {Ordinal} of job {JobId}: {Images} images, {Failed} failed, {Milliseconds:F0} ms")]
    private static partial void LogChunk(ILogger logger, int ordinal, Guid jobId, int images, int failed, double milliseconds);
}
