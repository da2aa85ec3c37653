using BatchVision.Contracts;
using BatchVision.Recognition.Imaging;
using BatchVision.TestAssets;

namespace BatchVision.Recognition.Tests.Imaging;

/// <summary>JPEG has two ways through; nobody may be able to tell from the outcome which one it took.</summary>
public class JpegPathsTests
{
    // Both are libjpeg-turbo, of different versions; what remains is their chroma upsampling.
    private const double MaxMeanDifference = 0.5;

    [Fact]
    public void Decode_Photographs_BothPathsAgree()
    {
        SkipWithoutTurbo();
        var files = Directory.EnumerateFiles(SharedAssets.Images("imagenet-200")).ToArray();
        var worst = 0.0;
        foreach (var file in files)
        {
            var encoded = File.ReadAllBytes(file);
            Picture fast = Picture.Of(encoded, Inputs.ImageNet), general = Picture.Of(encoded, Inputs.ImageNet, useTurboJpeg: false);
            Assert.Equal(general.Facts with { PerceptualHash = 0 }, fast.Facts with { PerceptualHash = 0 });
            var difference = Picture.MeanDifference(
                Picture.Input(encoded, Inputs.ImageNet, useTurboJpeg: false), Picture.Input(encoded, Inputs.ImageNet));
            worst = Math.Max(worst, difference);
        }

        Assert.NotEmpty(files);
        TestContext.Current.TestOutputHelper?.WriteLine($"worst mean difference {worst:0.000} of 255 over {files.Length} files");
        Assert.InRange(worst, 0, MaxMeanDifference);
    }

    [Fact]
    public void Decode_OddFiles_BothPathsEndAlike()
    {
        SkipWithoutTurbo();
        ImageDecoder fast = new(new ImageLimits()), general = new(new ImageLimits(), useTurboJpeg: false);
        using var scratch = new DecodeScratch();
        foreach (var path in Directory.EnumerateFiles(SharedAssets.Images("odd")))
        {
            var encoded = File.ReadAllBytes(path);
            var expected = general.Decode(encoded, [Inputs.ImageNet], scratch).Rejection?.Status;
            Assert.Equal((path, expected), (path, fast.Decode(encoded, [Inputs.ImageNet], scratch).Rejection?.Status));
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Decode_LargePhoto_ReducesButServesTheInput(bool useTurboJpeg)
    {
        var photo = Picture.Of(Encoded.Gradient(2000, 1500, "jpg"), Inputs.ImageNet, useTurboJpeg);
        Assert.Equal((2000, 1500), (photo.Facts.Width, photo.Facts.Height));
        Assert.Equal((500, 375), (photo.Width, photo.Height));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Decode_TruncatedJpeg_IsCorrupt(bool useTurboJpeg)
    {
        var encoded = Encoded.Gradient(600, 400, "jpg");
        using var scratch = new DecodeScratch();
        var decoder = new ImageDecoder(new ImageLimits(), useTurboJpeg: useTurboJpeg);
        foreach (var share in new[] { 0.01, 0.3, 0.6, 0.95 })
        {
            var result = decoder.Decode(encoded.AsSpan(0, (int)(encoded.Length * share)), [Inputs.ImageNet], scratch);
            Assert.Equal(ImageStatus.Corrupt, result.Rejection?.Status);
        }
    }

    [Fact]
    public void Pixels_AfterScratchWasReused_Throws()
    {
        using var scratch = new DecodeScratch();
        var decoder = new ImageDecoder(new ImageLimits());
        var image = decoder.Decode(Encoded.Gradient(64, 64, "jpg"), [], scratch).Image;
        decoder.Decode([], [], scratch);
        Assert.Throws<InvalidOperationException>(() => image.Pixels.Length);
    }

    [Fact]
    public void Decode_SameFileOnManyThreads_GivesTheSamePixels()
    {
        var decoder = new ImageDecoder(new ImageLimits());
        byte[][] files = [Encoded.Gradient(300, 200, "jpg"), Encoded.Gradient(200, 300, "png"), Encoded.Gradient(250, 250, "webp")];
        var expected = Array.ConvertAll(files, file => Picture.Of(decoder, file).Rgb);
        Parallel.For(0, 60, i => Assert.Equal(expected[i % 3], Picture.Of(decoder, files[i % 3]).Rgb));
    }

    private static void SkipWithoutTurbo() =>
        Assert.SkipUnless(new ImageDecoder(new ImageLimits()).UsesTurboJpeg, "libjpeg-turbo is not installed.");
}
