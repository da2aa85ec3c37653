using BatchVision.Recognition.Imaging;

namespace BatchVision.Recognition.Tests.Imaging;

/// <summary>A picture that outlives its scratch.</summary>
internal sealed record Picture(BatchVision.Contracts.ImageFacts Facts, int Width, int Height, byte[] Rgb)
{
    public static Picture Of(byte[] encoded, InputSpec? input = null, bool useTurboJpeg = true, bool readGps = false) =>
        Of(new ImageDecoder(new ImageLimits(), readGps, useTurboJpeg), encoded, input);

    public static Picture Of(ImageDecoder decoder, byte[] encoded, InputSpec? input = null)
    {
        using var scratch = new DecodeScratch();
        var image = decoder.Decode(encoded, [input ?? Inputs.Full], scratch).Image;
        return new Picture(image.Facts, image.RasterWidth, image.RasterHeight, image.Pixels.ToArray());
    }

    /// <summary>As a model with this input sees it.</summary>
    public static byte[] Input(byte[] encoded, InputSpec input, bool useTurboJpeg = true)
    {
        using var scratch = new DecodeScratch();
        var image = new ImageDecoder(new ImageLimits(), useTurboJpeg: useTurboJpeg).Decode(encoded, [input], scratch).Image;
        var pixels = new byte[input.Width * input.Height * 3];
        PixelResizer.Fill(image, input, pixels, scratch);
        return pixels;
    }

    public (int Red, int Green, int Blue) At(int x, int y)
    {
        var at = ((y * Width) + x) * 3;
        return (Rgb[at], Rgb[at + 1], Rgb[at + 2]);
    }

    public static double MeanDifference(byte[] left, byte[] right)
    {
        Assert.Equal(left.Length, right.Length);
        return left.Zip(right, (a, b) => Math.Abs(a - b)).Average();
    }
}
