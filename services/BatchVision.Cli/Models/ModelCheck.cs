using BatchVision.Contracts;
using BatchVision.Recognition;
using BatchVision.Recognition.Models;

namespace BatchVision.Cli.Models;

/// <summary>One model held to its checksum, its graph and its golden outputs.</summary>
internal sealed record ModelCheck(string Model, bool Passed, string Message)
{
    public static async Task<ModelCheck> RunAsync(string directory, string name, CancellationToken cancellationToken)
    {
        try
        {
            var model = new ModelRepository(directory).Load(name, new SessionSettings());
            using var recognizer = new Recognizer([model], new RecognizerOptions());
            if (GoldenOutputs.Read(Path.Combine(directory, name)) is not { } golden)
                return new ModelCheck(name, true, "checksum, manifest, labels and graph agree; it has no golden outputs");

            foreach (var image in golden.Images)
            {
                var outcome = await recognizer.RecognizeAsync(await File.ReadAllBytesAsync(image.Path, cancellationToken), [model.Identity.Fingerprint], cancellationToken);
                if (Difference(image, outcome, golden.Tolerance) is { } difference)
                    return new ModelCheck(name, false, $"{Path.GetFileName(image.Path)}: {difference}; the input section of model.yaml is the usual reason");
            }

            return new ModelCheck(name, true, $"{golden.Images.Count} golden outputs within {golden.Tolerance}");
        }
        catch (Exception exception) when (exception is ModelException or InferenceException)
        {
            return new ModelCheck(name, false, exception.Message);
        }
    }

    private static string? Difference(GoldenImage image, ImageRecognition outcome, float tolerance)
    {
        if (outcome.Status != ImageStatus.Recognized)
            return $"{outcome.Status}: {outcome.Reason}";

        var predictions = outcome.Models[0].Predictions;
        foreach (var expected in image.Scores)
        {
            var score = predictions.FirstOrDefault(prediction => prediction.Label == expected.Key)?.Score ?? 0;
            if (Math.Abs(score - expected.Value) > tolerance)
                return $"{expected.Key} scored {score:F3}, golden {expected.Value:F3}";
        }

        return null;
    }
}
