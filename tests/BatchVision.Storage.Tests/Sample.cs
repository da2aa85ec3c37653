using BatchVision.Contracts;

namespace BatchVision.Storage.Tests;

/// <summary>Models, images and results to write.</summary>
internal static class Sample
{
    public static readonly ModelIdentity Cats = new("cats", "1", "classification", "aa");
    public static readonly ModelIdentity Faces = new("faces", "2", "detection", "bb");

    public static ImageRef[] Images(int count, int from = 0) =>
        [.. Enumerable.Range(from, count).Select(i => new ImageRef($"folder/{i:d5}.jpg", $"v{i}", 1000 + i))];

    /// <summary>The result of a chunk in which every image gets the same number of predictions from every model.</summary>
    public static ChunkRecognized Result(
        RecognizeChunk chunk, IReadOnlyList<ModelIdentity> models, int predictions = 2, Func<ImageRef, ImageStatus>? status = null) =>
        new(chunk.ChunkId, chunk.JobId, chunk.Ordinal, chunk.Source, models, [.. chunk.Images.Select(image =>
            status?.Invoke(image) is { } bad and not ImageStatus.Recognized
                ? Failure(image, bad)
                : Outcome(image, models, predictions))]);

    public static ImageOutcome Failure(ImageRef image, ImageStatus status) => new(image.Key, image.ETag, status, $"It is {status}.", null, []);

    public static ImageOutcome Outcome(ImageRef image, IReadOnlyList<ModelIdentity> models, int predictions) => new(
        image.Key, image.ETag, ImageStatus.Recognized, null,
        new ImageFacts(640, 480, "jpeg", image.Bytes, new string('5', 64), 0xF0F0_F0F0_F0F0_F0F0, DateTimeOffset.UnixEpoch, 1.5, -2.5),
        [.. models.Select(model => new ModelOutcome(model.Fingerprint, ImageStatus.Recognized, null, [.. Enumerable.Range(0, predictions).Select(
            i => new Prediction(i, $"class {i}", 0.9f - (i * 0.1f), model == Faces ? new Box(0.1f, 0.2f, 0.3f, 0.4f) : null))]))]);
}
