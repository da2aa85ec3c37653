using System.Numerics;
using BatchVision.Recognition.Imaging;
using BatchVision.TestAssets;
using NetVips;

namespace BatchVision.Recognition.Tests.Imaging;

public class PerceptualHashTests
{
    [Fact]
    public void PerceptualHash_ReencodedOrScaled_StaysNear()
    {
        foreach (var path in Photos().Take(25))
        {
            var encoded = File.ReadAllBytes(path);
            var hash = Hash(encoded);
            using var image = Image.JpegloadBuffer(encoded);
            using var small = image.Resize(0.6);
            Assert.InRange(BitOperations.PopCount(hash ^ Hash(image.WriteToBuffer(".jpg[Q=50]"))), 0, 6);
            Assert.InRange(BitOperations.PopCount(hash ^ Hash(image.WriteToBuffer(".webp[Q=70]"))), 0, 6);
            Assert.InRange(BitOperations.PopCount(hash ^ Hash(small.WriteToBuffer(".png"))), 0, 6);
        }
    }

    [Theory]
    [InlineData(32, 4)]
    [InlineData(64, 4)]
    [InlineData(128, 4)]
    [InlineData(224, 2)]
    [InlineData(416, 0)]
    public void PerceptualHash_ReducedForAModel_StaysNearTheFullPictures(int side, int distance)
    {
        var distances = Photos().Take(100).Select(path => File.ReadAllBytes(path)).Select(encoded => BitOperations.PopCount(
            Picture.Of(encoded, Inputs.Full).Facts.PerceptualHash ^ Picture.Of(encoded, Inputs.Stretch(side, side)).Facts.PerceptualHash)).ToArray();
        Assert.InRange(distances.Max(), 0, distance);
    }

    [Fact]
    public void PerceptualHash_DifferentPhotos_AreFar()
    {
        var hashes = Photos().Take(60).Select(path => Hash(File.ReadAllBytes(path))).ToArray();
        var distances = (
            from i in Enumerable.Range(0, hashes.Length)
            from j in Enumerable.Range(0, i)
            select BitOperations.PopCount(hashes[i] ^ hashes[j])).ToArray();
        Assert.InRange(distances.Min(), 8, 64);
        Assert.InRange(distances.Average(), 26, 38);
    }

    [Fact]
    public void PerceptualHash_FlatPicture_IsTheSameAtAnySize() => Assert.Equal(
        Picture.Of(Encoded.Flat(100, 40, [120, 120, 120], Enums.BandFormat.Uchar, Enums.Interpretation.Srgb, "png")).Facts.PerceptualHash,
        Picture.Of(Encoded.Flat(33, 70, [90, 90, 90], Enums.BandFormat.Uchar, Enums.Interpretation.Srgb, "png")).Facts.PerceptualHash);

    [Theory]
    [InlineData(1, 1)]
    [InlineData(1, 500)]
    [InlineData(31, 33)]
    public void PerceptualHash_TinyPicture_IsDefined(int width, int height) =>
        Assert.NotEqual(0UL, Picture.Of(Encoded.Flat(width, height, [9, 9, 9], Enums.BandFormat.Uchar, Enums.Interpretation.Srgb, "png")).Facts.PerceptualHash);

    private static ulong Hash(byte[] encoded) => Picture.Of(encoded, Inputs.ImageNet).Facts.PerceptualHash;

    private static IEnumerable<string> Photos()
    {
        VipsRuntime.EnsureStarted();
        return Directory.EnumerateFiles(SharedAssets.Images("imagenet-200")).Order(StringComparer.Ordinal);
    }
}
