using System.Runtime.InteropServices;
using System.Text.Json;
using BatchVision.Contracts;
using BatchVision.Recognition.Imaging;
using BatchVision.Recognition.Models;
using BatchVision.TestAssets;
using NetVips;

namespace BatchVision.Recognition.Tests.Outputs;

/// <summary>
/// Detectors against the reference boxes, with pixels prepared here by a plain loop over libvips' linear resize, as the reference was made:
/// what differs is the model, the decoder and the placement.
/// </summary>
public sealed class ReferenceDetectionsTests
{
    [Fact]
    public void YoloxOnTheDog_FindsTheReferenceBoxes()
    {
        using var model = new ModelRepository(AssetModels.Repository()).Load("yolox_nano");
        using var json = JsonDocument.Parse(File.ReadAllText(SharedAssets.Reference("yolox_nano.dog.json")));

        AssertFinds(json.RootElement, model, Path.Combine(SharedAssets.Images("photos"), "dog.jpg"));
    }

    [Fact]
    public void UltraFaceOnGroups_FindsTheReferenceBoxes()
    {
        using var model = new ModelRepository(AssetModels.Repository()).Load("ultraface");
        using var json = JsonDocument.Parse(File.ReadAllText(SharedAssets.Reference("ultraface.faces.json")));
        foreach (var result in json.RootElement.GetProperty("results").EnumerateArray())
            AssertFinds(result, model, Path.Combine(SharedAssets.Images("faces"), result.GetProperty("file").GetString()!));
    }

    private static void AssertFinds(JsonElement reference, OnnxModel model, string file)
    {
        var (width, height) = (reference.GetProperty("w").GetInt32(), reference.GetProperty("h").GetInt32());
        var actual = Recognize(model, file).ToList();
        // Resampling differs a little: so scores do, and what lies at the floor may fall on either side.
        const double Difference = 0.03;
        var margin = model.Manifest.Output.Floor + Difference;

        foreach (var detection in reference.GetProperty("dets").EnumerateArray())
        {
            var score = detection.GetProperty("score").GetDouble();
            var match = Match(detection, actual, width, height, Difference, 0.85f);
            Assert.True(match is not null || score < margin, $"{file}: {detection} was not found");
            if (match is not null)
                actual.Remove(match);
        }

        Assert.All(actual, prediction => Assert.True(prediction.Score < margin, $"{file}: {prediction} is not in the reference"));
    }

    private static Prediction? Match(
        JsonElement detection, IReadOnlyList<Prediction> actual, int width, int height, double difference, float overlap)
    {
        var corners = detection.GetProperty("box").EnumerateArray().Select(corner => corner.GetSingle()).ToArray();
        return actual.FirstOrDefault(prediction =>
            prediction.Label == detection.GetProperty("label").GetString()
            && Math.Abs(prediction.Score - detection.GetProperty("score").GetDouble()) < difference
            && Overlap(prediction.Box!.Value, corners, width, height) > overlap);
    }

    private static IReadOnlyList<Prediction> Recognize(OnnxModel model, string file)
    {
        using var image = Image.NewFromFile(file);
        var placement = Placement.Of(model.Input, image.Width, image.Height);
        using var resized = image.Resize(
            (double)placement.ResizedWidth / image.Width, Enums.Kernel.Linear, vscale: (double)placement.ResizedHeight / image.Height);
        var pixels = resized.WriteToMemory<byte>();
        using var batch = model.Rent(1);
        var slot = MemoryMarshal.Cast<byte, float>(batch.Slot(0));
        var input = model.Input;
        slot.Fill(input.Resize.Pad);
        var (rows, columns) = (Math.Min(resized.Height, placement.ResizedHeight), Math.Min(resized.Width, placement.ResizedWidth));
        for (var channel = 0; channel < 3; channel++)
        {
            var source = input.Color == ColorOrder.Bgr ? 2 - channel : channel;
            var (mean, std) = (input.Mean[channel], input.Std[channel]);
            for (var y = 0; y < rows; y++)
            {
                for (var x = 0; x < columns; x++)
                    slot[(channel * input.Height + y) * input.Width + x] = (pixels[(y * resized.Width + x) * 3 + source] - mean) / std;
            }
        }

        model.Run(batch, 1);
        return model.Decode(batch, 0, placement);
    }

    private static float Overlap(Box box, float[] corners, int width, int height)
    {
        var (x1, y1, x2, y2) = (box.X * width, box.Y * height, (box.X + box.Width) * width, (box.Y + box.Height) * height);
        var both = Math.Max(0, Math.Min(x2, corners[2]) - Math.Max(x1, corners[0])) * Math.Max(0, Math.Min(y2, corners[3]) - Math.Max(y1, corners[1]));
        return both / ((x2 - x1) * (y2 - y1) + (corners[2] - corners[0]) * (corners[3] - corners[1]) - both);
    }
}
