using System.Text.Json;
using BatchVision.Recognition.Models;

namespace BatchVision.Cli.Models;

/// <summary>Scores that a model is known to give: golden.json beside its model.yaml, image paths relative to it.</summary>
internal sealed record GoldenOutputs(float Tolerance, IReadOnlyList<GoldenImage> Images)
{
    private static readonly JsonSerializerOptions Json = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    public static string FileIn(string modelFolder) => Path.Combine(modelFolder, "golden.json");

    public static GoldenOutputs? Read(string modelFolder)
    {
        var path = FileIn(modelFolder);
        if (!File.Exists(path))
            return null;

        try
        {
            var golden = JsonSerializer.Deserialize<GoldenOutputs>(File.ReadAllBytes(path), Json)
                ?? throw new ModelException($"{path}: is empty; expected tolerance and images.");
            var images = golden.Images.Select(image => image with { Path = Path.GetFullPath(Path.Combine(modelFolder, image.Path)) }).ToArray();
            if (Array.Find(images, image => !File.Exists(image.Path)) is { } missing)
                throw new ModelException($"{path}: image {missing.Path} does not exist; golden outputs need their pictures.");
            return golden with { Images = images };
        }
        catch (JsonException exception)
        {
            throw new ModelException($"{path}: {exception.Message}");
        }
    }
}
