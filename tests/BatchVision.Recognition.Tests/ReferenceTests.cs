using System.Text.Json;
using BatchVision.Contracts;
using BatchVision.Recognition.Models;
using BatchVision.TestAssets;
using NetVips;

namespace BatchVision.Recognition.Tests;

/// <summary>
/// The whole library, bytes to predictions, against outputs of the same models behind another decoder and resizer. Aggregates are
/// compared, not decimals: two antialiasing filters never give the same pixels.
/// </summary>
public sealed class ReferenceTests
{
    [Fact]
    public async Task MobileNetV2_ImageNet_AgreesWithTruthAndReference()
    {
        var (accuracy, agreement) = await ClassifyAsync("mobilenetv2_f32");

        Assert.InRange(accuracy, 0.830 - 0.015, 1);
        Assert.InRange(agreement, 0.95, 1);
    }

    [Fact]
    public async Task SqueezeNetFp16_ImageNet_AgreesWithTruth()
    {
        var (accuracy, _) = await ClassifyAsync("squeezenet_fp16");

        Assert.InRange(accuracy, 0.665 - 0.025, 1);
    }

    [Fact]
    public async Task NsfwJs_ImageNet_SameTopLabelAsReference()
    {
        using var reference = Read("nsfwjs.imagenet-200.json");
        var images = reference.RootElement.GetProperty("results").EnumerateArray().ToArray();
        var outcomes = await RunAsync("nsfwjs", images.Select(image => Photograph("imagenet-200", image)));

        var same = images.Zip(outcomes).Count(pair =>
            pair.First.GetProperty("probs").EnumerateObject().MaxBy(score => score.Value.GetDouble()).Name == pair.Second[0].Label);
        TestContext.Current.SendDiagnosticMessage("nsfwjs: same top label on {0} of {1}", same, images.Length);
        Assert.InRange((double)same / images.Length, 0.97, 1);
    }

    [Fact]
    public Task YoloxNano_Coco_FindsTheReferenceBoxes() =>
        DetectAsync("yolox_nano", "yolox_nano.coco-val-48.json", Path.Combine("coco-val-48", "images"));

    [Fact]
    public Task UltraFace_GroupPhotos_FindsTheReferenceBoxes() => DetectAsync("ultraface", "ultraface.faces.json", "faces");

    [Fact]
    public async Task MobileNetV2_EveryOrientationOfOnePicture_SameLabels()
    {
        var folder = Directory.CreateTempSubdirectory("bv-orientation-");
        try
        {
            var outcomes = await RunAsync("mobilenetv2_f32", Enumerable.Range(1, 8).Select(i => OrientedCopy(folder.FullName, i)));
            Assert.All(outcomes, predictions => Assert.Equal(
                outcomes[0].Select(prediction => prediction.Label), predictions.Select(prediction => prediction.Label)));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    // The portrait scene is left to the detector: a digit is painted on each of its pictures, and no label leads by more than that changes.
    [Fact]
    public async Task MobileNetV2_EveryOrientationOfTheLandscape_SameLabel()
    {
        var outcomes = await RunAsync("mobilenetv2_f32", Enumerable.Range(0, 9).Select(i => Oriented("Landscape", i)));
        Assert.Single(outcomes.Select(predictions => predictions[0].Label).Distinct());
    }

    [Fact]
    public async Task YoloxNano_EveryOrientation_SameBoxOnTheUprightImage()
    {
        var boxes = 0;
        foreach (var scene in new[] { "Landscape", "Portrait" })
        {
            var outcomes = await RunAsync("yolox_nano", Enumerable.Range(0, 9).Select(i => Oriented(scene, i)));
            foreach (var expected in outcomes[0].Where(prediction => prediction.Score > 0.4f))
            {
                boxes++;
                Assert.All(outcomes, predictions => Assert.Contains(
                    predictions, found => found.Label == expected.Label && Overlap(found.Box!.Value, expected.Box!.Value) > 0.9));
            }
        }

        Assert.NotEqual(0, boxes);
    }

    private static async Task<(double Accuracy, double Agreement)> ClassifyAsync(string model)
    {
        using var reference = Read($"{model}.imagenet-200.json");
        var images = reference.RootElement.GetProperty("results").EnumerateArray().ToArray();
        var outcomes = await RunAsync(model, images.Select(image => Photograph("imagenet-200", image)));

        var top = outcomes.Select(predictions => predictions[0].ClassIndex).ToArray();
        var accuracy = images.Zip(top).Count(pair => pair.First.GetProperty("truth").GetInt32() == pair.Second) / (double)images.Length;
        var agreement = images.Zip(top).Count(pair => pair.First.GetProperty("top5")[0][0].GetInt32() == pair.Second) / (double)images.Length;
        TestContext.Current.SendDiagnosticMessage("{0}: top-1 {1:P1}, same as reference {2:P1}", model, accuracy, agreement);
        return (accuracy, agreement);
    }

    private static async Task DetectAsync(string model, string referenceFile, string folder)
    {
        using var reference = Read(referenceFile);
        var images = reference.RootElement.GetProperty("results").EnumerateArray().ToArray();
        var outcomes = await RunAsync(model, images.Select(image => Photograph(folder, image)));

        int expected = 0, found = 0, total = 0;
        foreach (var (image, predictions) in images.Zip(outcomes))
        {
            var (width, height) = (image.GetProperty("w").GetSingle(), image.GetProperty("h").GetSingle());
            var left = predictions.ToList();
            total += left.Count;
            foreach (var detection in image.GetProperty("dets").EnumerateArray())
            {
                expected++;
                var corners = detection.GetProperty("box").EnumerateArray().Select(corner => corner.GetSingle()).ToArray();
                var box = new Box(corners[0] / width, corners[1] / height, (corners[2] - corners[0]) / width, (corners[3] - corners[1]) / height);
                var label = detection.GetProperty("label").GetString();
                if (left.Find(prediction => prediction.Label == label && Overlap(prediction.Box!.Value, box) >= 0.7) is { } match)
                {
                    found++;
                    left.Remove(match);
                }
            }
        }

        TestContext.Current.SendDiagnosticMessage("{0}: {1} of {2} reference boxes found, {3} boxes in all", model, found, expected, total);
        Assert.InRange((double)found / expected, 0.90, 1);
        Assert.InRange((total - found) / (double)expected, 0, 0.10);
    }

    private static async Task<IReadOnlyList<Prediction>[]> RunAsync(string model, IEnumerable<string> files)
    {
        var loaded = new ModelRepository(AssetModels.Repository()).Load(model);
        using var recognizer = new Recognizer([loaded], new RecognizerOptions());
        return await Task.WhenAll(files.Select(async file =>
        {
            using var admission = await recognizer.AdmitAsync(TestContext.Current.CancellationToken);
            var bytes = await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken);
            var outcome = await recognizer.RecognizeAsync(bytes, [loaded.Identity.Fingerprint], TestContext.Current.CancellationToken);
            Assert.True(outcome.Status == ImageStatus.Recognized, $"{file}: {outcome.Status} {outcome.Reason}");
            return outcome.Models[0].Predictions;
        }));
    }

    private static JsonDocument Read(string file) => JsonDocument.Parse(File.ReadAllBytes(SharedAssets.Reference(file)));

    private static string Photograph(string folder, JsonElement image) =>
        Path.Combine(SharedAssets.Images(folder), image.GetProperty("file").GetString()!);

    private static string Oriented(string scene, int orientation) =>
        Path.Combine(SharedAssets.Images("exif-orientation"), $"{scene}_{orientation}.jpg");

    // Stored so that the EXIF tag turns it upright again; PNG, so that all eight hold the very same pixels.
    private static string OrientedCopy(string folder, int orientation)
    {
        using var upright = Image.NewFromFile(SharedAssets.Images("photos/dog.jpg"));
        using var turned = orientation switch
        {
            // The mirrored ones turn the other way than their neighbours: 5 is stored transposed, 7 transverse.
            6 or 7 => upright.Rot270(),
            5 or 8 => upright.Rot90(),
            3 or 4 => upright.Rot180(),
            _ => upright.Copy(),
        };
        using var stored = orientation is 2 or 4 or 5 or 7 ? turned.FlipHor() : turned.Copy();
        using var tagged = stored.Mutate(image => image.Set(GValue.GIntType, "orientation", orientation));
        var path = Path.Combine(folder, $"{orientation}.png");
        tagged.Pngsave(path);
        return path;
    }

    private static double Overlap(Box a, Box b)
    {
        var width = Math.Min(a.X + a.Width, b.X + b.Width) - Math.Max(a.X, b.X);
        var height = Math.Min(a.Y + a.Height, b.Y + b.Height) - Math.Max(a.Y, b.Y);
        if (width <= 0 || height <= 0)
            return 0;
        var intersection = width * height;
        return intersection / ((a.Width * a.Height) + (b.Width * b.Height) - intersection);
    }
}
