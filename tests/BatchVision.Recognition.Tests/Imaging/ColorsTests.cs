using BatchVision.Contracts;
using BatchVision.Recognition.Imaging;
using NetVips;

namespace BatchVision.Recognition.Tests.Imaging;

public class ColorsTests
{
    [Theory]
    [InlineData("png")]
    [InlineData("webp[lossless]")]
    [InlineData("tif")]
    public void Decode_Transparent_LiesOnWhite(string suffix)
    {
        AssertColor((255, 255, 255), Encoded.Flat(40, 40, [0, 0, 0, 0], Enums.BandFormat.Uchar, Enums.Interpretation.Srgb, suffix));
        AssertColor((255, 127, 127), Encoded.Flat(40, 40, [255, 0, 0, 128], Enums.BandFormat.Uchar, Enums.Interpretation.Srgb, suffix));
    }

    [Fact]
    public void Decode_TransparentGray_LiesOnWhite() =>
        AssertColor((127, 127, 127), Encoded.Flat(40, 40, [0, 128], Enums.BandFormat.Uchar, Enums.Interpretation.Bw, "png"));

    [Fact]
    public void Decode_TransparentSixteenBits_LiesOnWhite() => AssertColor(
        (255, 127, 127),
        Encoded.Flat(40, 40, [65535, 0, 0, 32768], Enums.BandFormat.Ushort, Enums.Interpretation.Rgb16, "png"));

    [Theory]
    [InlineData("png")]
    [InlineData("jpg")]
    [InlineData("tif")]
    public void Decode_Gray_HasThreeEqualChannels(string suffix) =>
        AssertColor((90, 90, 90), Encoded.Flat(40, 40, [90], Enums.BandFormat.Uchar, Enums.Interpretation.Bw, suffix));

    [Theory]
    [InlineData("png")]
    [InlineData("tif")]
    public void Decode_SixteenBits_KeepsTheHighByte(string suffix)
    {
        AssertColor(
            (200, 100, 50),
            Encoded.Flat(40, 40, [200 * 257, 100 * 257, 50 * 257], Enums.BandFormat.Ushort, Enums.Interpretation.Rgb16, suffix));
        AssertColor((90, 90, 90), Encoded.Flat(40, 40, [90 * 257], Enums.BandFormat.Ushort, Enums.Interpretation.Grey16, suffix));
    }

    [Theory]
    [InlineData("jpg")]
    [InlineData("tif")]
    public void Decode_Cmyk_BecomesRgb(string suffix)
    {
        // No ink is paper; full cyan and yellow are a green of some kind.
        AssertColor((255, 255, 255), Encoded.Flat(40, 40, [0, 0, 0, 0], Enums.BandFormat.Uchar, Enums.Interpretation.Cmyk, suffix));
        var (red, green, blue) = Picture.Of(
            Encoded.Flat(40, 40, [255, 0, 255, 0], Enums.BandFormat.Uchar, Enums.Interpretation.Cmyk, suffix)).At(20, 20);
        Assert.True(green > red + 50 && green > blue + 50, $"{red} {green} {blue}");
    }

    [Fact]
    public void Decode_Palette_HasItsColors()
    {
        var palette = Picture.Of(Encoded.Gradient(64, 64, "png[palette]"));
        Assert.InRange(palette.At(60, 4).Red, 200, 255);
        Assert.InRange(palette.At(4, 60).Green, 200, 255);
    }

    [Fact]
    public void Decode_OneBitTiff_IsBlackAndWhite()
    {
        AssertColor((255, 255, 255), Encoded.Flat(40, 40, [255], Enums.BandFormat.Uchar, Enums.Interpretation.Bw, "tif[bitdepth=1]"));
        AssertColor((0, 0, 0), Encoded.Flat(40, 40, [0], Enums.BandFormat.Uchar, Enums.Interpretation.Bw, "tif[bitdepth=1]"));
    }

    [Fact]
    public void Decode_ManyBands_ShowsTheFirstThree() => AssertColor(
        (10, 20, 30),
        Encoded.Flat(40, 40, [10, 20, 30, 40, 50, 60, 70], Enums.BandFormat.Uchar, Enums.Interpretation.Multiband, "tif"));

    [Theory]
    [InlineData(Enums.BandFormat.Float)]
    [InlineData(Enums.BandFormat.Int)]
    public void Decode_SamplesWithoutWhiteLevel_IsUnsupported(Enums.BandFormat format)
    {
        using var scratch = new DecodeScratch();
        var encoded = Encoded.Flat(40, 40, [0.5], format, Enums.Interpretation.Bw, "tif");
        var rejection = new ImageDecoder(new ImageLimits()).Decode(encoded, [], scratch).Rejection;
        Assert.True(rejection?.Status == ImageStatus.Unsupported, rejection?.Reason);
    }

    [Fact]
    public void Decode_OtherProfile_IsConverted()
    {
        // Display P3's pure green lies outside sRGB; taken as sRGB it would be (0, 200, 0) unchanged.
        using var image = Encoded.GradientImage(64, 64);
        using var p3 = image.IccTransform("p3", inputProfile: "srgb");
        var viaTurbo = Picture.Of(p3.WriteToBuffer(".jpg[Q=100,profile=p3]"));
        var plain = Picture.Of(image.WriteToBuffer(".jpg[Q=100]"));
        Assert.InRange(Picture.MeanDifference(viaTurbo.Rgb, plain.Rgb), 0, 2.5);
    }

    private static void AssertColor((int Red, int Green, int Blue) expected, byte[] encoded)
    {
        var (red, green, blue) = Picture.Of(encoded).At(20, 20);
        Assert.InRange(red, expected.Red - 1, expected.Red + 1);
        Assert.InRange(green, expected.Green - 1, expected.Green + 1);
        Assert.InRange(blue, expected.Blue - 1, expected.Blue + 1);
    }
}
