using BatchVision.Contracts;

namespace BatchVision.Benchmarks;

/// <summary>
/// Results as a large bucket gives them: labels of which few are common, a logo in one picture of ten, moderation scores that are mostly low. The same for
/// the same seed.
/// </summary>
internal sealed class GeneratedResults
{
    public const string Root = "s3://photos/";

    public static readonly ModelIdentity Classifier = new("cats", "1", "classification", "benchmark-classifier");
    public static readonly ModelIdentity Successor = new("cats", "2", "classification", "benchmark-successor");
    public static readonly ModelIdentity Logos = new("logos", "1", "logo", "benchmark-logos");
    public static readonly ModelIdentity Moderation = new("nsfw", "1", "moderation", "benchmark-moderation");

    private const int Labels = 1000;
    private static readonly string[] Uploaders = [.. Enumerable.Range(0, 49).Select(i => $"uploader-{i:d2}"), "ann"];
    private static readonly string[] Brands = ["Acme", "Bolt", "Crane", "Delta", "Ember", "Flint", "Grove", "Haven"];
    private static readonly string[] Moderated = ["porn", "sexy", "neutral"];

    private readonly Random _random = new(1);

    public ImageRef Image(int number) => new($"{Uploaders[_random.Next(Uploaders.Length)]}/2026/{number:d8}.jpg", $"v{number}", 200_000);

    /// <summary>Eight predictions on average: five labels, a tenth of a logo, three scores; and what a successor says about one picture in twenty.</summary>
    public ImageOutcome Outcome(ImageRef image, bool isThisWeek, bool isCompared) => new(
        image.Key, image.ETag, ImageStatus.Recognized, null,
        new ImageFacts(1600, 1200, "jpeg", image.Bytes, $"{_random.NextInt64(isCompared ? 1000 : long.MaxValue):x64}", (ulong)_random.NextInt64()),
        isCompared
            ? [Answer(Classifier, Classes(isThisWeek)), Answer(Successor, Classes(isThisWeek)), Answer(Logos, Marks()), Answer(Moderation, Scores())]
            : [Answer(Classifier, Classes(isThisWeek)), Answer(Logos, Marks()), Answer(Moderation, Scores())]);

    private static ModelOutcome Answer(ModelIdentity model, Prediction[] predictions) => new(model.Fingerprint, ImageStatus.Recognized, null, predictions);

    private static string Name(int label) => label switch { 0 => "person", 3 => "dog", 7 => "cat", _ => $"thing {label}" };

    private Prediction[] Classes(bool isThisWeek)
    {
        var predictions = new Prediction[5];
        var score = 0.5f + (0.5f * _random.NextSingle());
        for (var i = 0; i < predictions.Length; i++)
        {
            // A few labels are everywhere, most are rare; the last ten are of this week.
            var label = (int)((Labels - 10) * Math.Pow(_random.NextDouble(), 3));
            if (isThisWeek && _random.Next(200) == 0)
                label = Labels - 1 - _random.Next(10);
            predictions[i] = new Prediction(label, Name(label), score);
            score *= 0.6f;
        }

        return predictions;
    }

    private Prediction[] Marks()
    {
        if (_random.Next(10) != 0)
            return [];
        var brand = _random.Next(Brands.Length);
        var (width, height) = (0.05f + (0.4f * _random.NextSingle()), 0.05f + (0.3f * _random.NextSingle()));
        return [new Prediction(brand, Brands[brand], 0.5f + (0.5f * _random.NextSingle()), new Box(0.1f, 0.1f, width, height))];
    }

    private Prediction[] Scores()
    {
        var porn = (float)Math.Pow(_random.NextDouble(), 20);
        return
        [
            .. new[] { (0, porn), (1, (1 - porn) * 0.2f), (2, (1 - porn) * 0.8f) }
                .OrderByDescending(score => score.Item2)
                .Select(score => new Prediction(score.Item1, Moderated[score.Item1], score.Item2)),
        ];
    }
}
