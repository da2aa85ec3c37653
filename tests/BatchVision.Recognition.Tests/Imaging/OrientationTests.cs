using BatchVision.TestAssets;
using NetVips;

namespace BatchVision.Recognition.Tests.Imaging;

public class OrientationTests
{
    // The eight files were turned and compressed again, so blocks and chroma fall differently.
    private const double MaxMeanDifference = 4;

    public static TheoryData<string, int, bool> Turned =>
        new(from scene in new[] { "Landscape", "Portrait" }
            from orientation in Enumerable.Range(0, 9)
            from turbo in new[] { true, false }
            select (scene, orientation, turbo));

    [Theory]
    [MemberData(nameof(Turned))]
    public void Decode_TurnedPhoto_StandsUpright(string scene, int orientation, bool useTurboJpeg)
    {
        var folder = SharedAssets.Images("exif-orientation");
        var upright = File.ReadAllBytes(Path.Combine(folder, $"{scene}_1.jpg"));
        var turned = File.ReadAllBytes(Path.Combine(folder, $"{scene}_{orientation}.jpg"));

        var facts = Picture.Of(turned, Inputs.ImageNet, useTurboJpeg).Facts;
        var expected = Picture.Of(upright, Inputs.ImageNet, useTurboJpeg).Facts;
        Assert.Equal((expected.Width, expected.Height), (facts.Width, facts.Height));
        Assert.Equal(scene == "Landscape", facts.Width > facts.Height);
        Assert.InRange(
            Picture.MeanDifference(Picture.Input(upright, Inputs.ImageNet, useTurboJpeg), Picture.Input(turned, Inputs.ImageNet, useTurboJpeg)),
            0, MaxMeanDifference);
    }

    // Where the corners of a gradient must go: red grows to the stored right, green to the stored bottom.
    [Theory]
    [InlineData(1, 0, 0, 255, 0, 0, 255)]
    [InlineData(2, 255, 0, 0, 0, 255, 255)]
    [InlineData(3, 255, 255, 0, 255, 255, 0)]
    [InlineData(4, 0, 255, 255, 255, 0, 0)]
    [InlineData(5, 0, 0, 0, 255, 255, 0)]
    [InlineData(6, 0, 255, 0, 0, 255, 255)]
    [InlineData(7, 255, 255, 255, 0, 0, 255)]
    [InlineData(8, 255, 0, 255, 255, 0, 0)]
    public void Decode_EachOrientation_MovesTheCorners(
        int orientation, int topLeftRed, int topLeftGreen, int topRightRed, int topRightGreen, int bottomLeftRed, int bottomLeftGreen)
    {
        foreach (var suffix in new[] { ".jpg[Q=100,subsample-mode=off]", ".webp[lossless]", ".tif", ".png" })
        {
            using var image = Encoded.GradientImage(96, 64);
            using var tagged = image.Mutate(fields => fields.Set(GValue.GIntType, "orientation", orientation));
            var picture = Picture.Of(tagged.WriteToBuffer(suffix));
            Assert.Equal(orientation >= 5 ? (64, 96) : (96, 64), (picture.Facts.Width, picture.Facts.Height));
            AssertNear(topLeftRed, topLeftGreen, picture.At(0, 0));
            AssertNear(topRightRed, topRightGreen, picture.At(picture.Width - 1, 0));
            AssertNear(bottomLeftRed, bottomLeftGreen, picture.At(0, picture.Height - 1));
        }
    }

    private static void AssertNear(int red, int green, (int Red, int Green, int Blue) actual)
    {
        Assert.InRange(actual.Red, red - 8, red + 8);
        Assert.InRange(actual.Green, green - 8, green + 8);
    }
}
