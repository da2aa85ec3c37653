using BatchVision.Contracts;

namespace BatchVision.Storage.Tests;

/// <summary>A small policy and results with labels that it knows.</summary>
internal static class ModerationSample
{
    public static readonly ModelIdentity Objects = new("objects", "1", "detection", "cc");
    public static readonly ModelIdentity Nsfw = new("nsfw", "1", "moderation", "dd");

    public const ulong Hash = 0x0123_4567_89AB_CDEF;

    /// <summary>A knife above 0.5 is for a person, porn above 0.8 is out; swimwear is of no interest.</summary>
    public static NewPolicy Policy(string version = "1", float review = 0.5f, int distance = 6, params NewPolicyRule[] rules) => new(
        "house", version, $"sha-{version}-{review}", $"version: {version}", distance,
        [
            new("Violence", null, "Violence", 1, "violence", "Violence", review, null),
            new("Weapons", "Violence", "Violence", 2, "violence", "Violence", review, null),
            new("Explicit", null, "Explicit", 1, "adult", "Sexual", 0.4f, 0.8f),
            new("Swimwear or Underwear", null, "Swimwear or Underwear", 1, "racy", "Sexual", null, null),
        ],
        rules.Length > 0 ? rules :
        [
            new("knife", "Weapons", null, null, 1, 0),
            new("porn", "Explicit", null, null, 1, 0),
            new("bikini", "Swimwear or Underwear", null, null, 1, 0),
        ]);

    public static NewPolicyRule Rule(string label, string category = "Weapons", string? model = null, string? task = null, float weight = 1, float minScore = 0) =>
        new(label, category, model, task, weight, minScore);

    /// <summary>The result of a chunk in which a model finds the same labels in every image.</summary>
    public static ChunkRecognized Result(RecognizeChunk chunk, ModelIdentity model, params (string Label, float Score)[] labels) =>
        Result(chunk, model, Hash, labels);

    public static ChunkRecognized Result(RecognizeChunk chunk, ModelIdentity model, ulong hash, params (string Label, float Score)[] labels) => new(
        chunk.ChunkId, chunk.JobId, chunk.Ordinal, chunk.Source, [model],
        [.. chunk.Images.Select(image => new ImageOutcome(
            image.Key, image.ETag, ImageStatus.Recognized, null, new ImageFacts(640, 480, "jpeg", image.Bytes, new string('5', 64), hash),
            [new ModelOutcome(model.Fingerprint, ImageStatus.Recognized, null, [.. labels.Select(l => new Prediction(ClassOf(l.Label), l.Label, l.Score))])]))]);

    // A class has one index in its model, whatever the order in which results name it.
    private static int ClassOf(string label) => (int)(label.Aggregate(2166136261u, (hash, c) => (hash ^ c) * 16777619) % 1_000_000);
}
