using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using SkiaSharp;

namespace TutorialClassifier;

/// <summary>One image at a time as the tutorials of ONNX Runtime for .NET show it, and with their defaults.</summary>
internal sealed class Classifier(string model) : IDisposable
{
    private const int ShortSide = 256;
    private const int Size = 224;

    private readonly InferenceSession _session = new(model);

    public int Classify(string file)
    {
        using var image = Load(file);
        var input = ToTensor(image);
        var inputs = new List<NamedOnnxValue> { NamedOnnxValue.CreateFromTensor(_session.InputMetadata.Keys.First(), input) };
        using var results = _session.Run(inputs);
        var scores = results[0].AsEnumerable<float>().ToArray();
        return Array.IndexOf(scores, scores.Max());
    }

    public void Dispose() => _session.Dispose();

    private static SKBitmap Load(string file)
    {
        using var full = SKBitmap.Decode(file) ?? throw new InvalidDataException($"{file} is no image that can be decoded.");
        var ratio = (float)ShortSide / Math.Min(full.Width, full.Height);
        var size = new SKSizeI((int)MathF.Round(full.Width * ratio), (int)MathF.Round(full.Height * ratio));
        // What tutorials named SKFilterQuality.Medium, before it became obsolete.
        using var scaled = full.Resize(size, new SKSamplingOptions(SKFilterMode.Linear, SKMipmapMode.Linear));
        var cropped = new SKBitmap();
        scaled.ExtractSubset(cropped, SKRectI.Create((scaled.Width - Size) / 2, (scaled.Height - Size) / 2, Size, Size));
        return cropped;
    }

    private static DenseTensor<float> ToTensor(SKBitmap image)
    {
        var mean = new[] { 0.485f, 0.456f, 0.406f };
        var deviation = new[] { 0.229f, 0.224f, 0.225f };
        var input = new DenseTensor<float>([1, 3, Size, Size]);
        // One copy of all pixels: many tutorials call GetPixel for each, which costs more.
        var pixels = image.Pixels;
        for (var y = 0; y < Size; y++)
        {
            for (var x = 0; x < Size; x++)
            {
                var pixel = pixels[(y * Size) + x];
                input[0, 0, y, x] = ((pixel.Red / 255f) - mean[0]) / deviation[0];
                input[0, 1, y, x] = ((pixel.Green / 255f) - mean[1]) / deviation[1];
                input[0, 2, y, x] = ((pixel.Blue / 255f) - mean[2]) / deviation[2];
            }
        }

        return input;
    }
}
