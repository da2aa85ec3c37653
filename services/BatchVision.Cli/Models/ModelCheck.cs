using BatchVision.Contracts;
using BatchVision.Recognition;
using BatchVision.Recognition.Models;
using BatchVision.Recognition.Quantization;

namespace BatchVision.Cli.Models;

/// <summary>One model held to its checksum, its graph and its golden outputs.</summary>
internal sealed record ModelCheck(string Model, bool Passed, string Message)
{
    public static async Task<ModelCheck> RunAsync(string directory, string name, CancellationToken cancellationToken)
    {
        try
        {
            var check = await RunAsync(directory, name, GoldenOutputs.Read(Path.Combine(directory, name)), cancellationToken);
            return Warning(ModelPrecision.Of(Path.Combine(directory, name, ModelManifest.OnnxFileName))) is { } warning
                ? check with { Message = $"{check.Message}; {warning}" }
                : check;
        }
        catch (ModelException exception)
        {
            return new ModelCheck(name, false, exception.Message);
        }
    }

    /// <summary>Holds a model to golden outputs that may lie elsewhere; null for none.</summary>
    public static async Task<ModelCheck> RunAsync(string directory, string name, GoldenOutputs? golden, CancellationToken cancellationToken)
    {
        try
        {
            var model = new ModelRepository(directory).Load(name, new SessionSettings());
            using var recognizer = new Recognizer([model], new RecognizerOptions());
            if (golden is null)
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

    /// <summary>What is right but not wise, or not everywhere.</summary>
    private static string? Warning(string precision) => precision switch
    {
        // Measured on MobileNetV2, 2026-11: 76 against 7.3 CPU-ms an image.
        ModelPrecision.DynamicInt8 => "it is quantised dynamically, which is up to ten times slower on a CPU than float32: use 'bv models quantize' on the float32 model instead",
        ModelPrecision.Int8 when !ByteArithmetic.IsExact => "this processor has no VNNI: unless its weights have 7 bits ('bv models quantize --weight-bits 7') its scores may be wrong here",
        _ => null,
    };

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
