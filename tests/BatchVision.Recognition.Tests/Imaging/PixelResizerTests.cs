using BatchVision.Recognition.Imaging;
using CsCheck;

namespace BatchVision.Recognition.Tests.Imaging;

public class PixelResizerTests
{
    private static readonly Gen<InputSpec> AnySpec =
        from width in Gen.Int[1, 70]
        from height in Gen.Int[1, 70]
        from mode in Gen.Enum<ResizeMode>()
        from position in Gen.Enum<LetterboxPosition>()
        from extra in Gen.Int[0, 20]
        select Inputs.Stretch(width, height) with
        {
            Resize = new ResizeSpec(mode, Math.Max(width, height) + extra, position, Pad: 77),
        };

    [Fact]
    public void Fill_AnySizeAndFit_AgreesWithTheDefinition() =>
        Gen.Select(Gen.Int[1, 90], Gen.Int[1, 90], Gen.Int, AnySpec).Sample(
            (width, height, seed, spec) =>
            {
                var rgb = new byte[width * height * 3];
                new Random(seed).NextBytes(rgb);
                var placement = Placement.Of(spec, width, height);
                Assert.InRange(MaxDifference(NaiveResize.Fill(rgb, width, height, placement, spec), Fill(rgb, width, height, placement, spec)), 0, 1);
            },
            iter: 1000);

    [Theory]
    [InlineData(500, 375)]
    [InlineData(375, 500)]
    [InlineData(256, 341)]
    public void Fill_PhotoSizes_AgreesWithTheDefinition(int width, int height)
    {
        var rgb = new byte[width * height * 3];
        new Random(7).NextBytes(rgb);
        foreach (var spec in new[] { Inputs.ImageNet, Inputs.Letterbox })
        {
            var placement = Placement.Of(spec, width, height);
            Assert.InRange(MaxDifference(NaiveResize.Fill(rgb, width, height, placement, spec), Fill(rgb, width, height, placement, spec)), 0, 1);
        }
    }

    [Fact]
    public void Fill_ManySizesThroughOneScratch_SameAsWithAFreshOne()
    {
        using var shared = new DecodeScratch();
        var random = new Random(5);
        for (var i = 0; i < 300; i++)
        {
            // Few widths, many heights: one axis finds its weights in the cache while the other pushes some out.
            var (width, height) = (40 + random.Next(4), 30 + random.Next(40));
            var rgb = new byte[(width * height * 3) + 64];
            random.NextBytes(rgb);
            var spec = Inputs.Stretch(24, 24);
            var (once, again) = (new byte[24 * 24 * 3], new byte[24 * 24 * 3]);
            using var fresh = new DecodeScratch();

            Fill(rgb, width, height, Placement.Of(spec, width, height), spec, once, fresh);
            Fill(rgb, width, height, Placement.Of(spec, width, height), spec, again, shared);

            Assert.Equal(once, again);
        }
    }

    [Fact]
    public void Fill_SameSize_CopiesExactly()
    {
        var rgb = new byte[31 * 17 * 3];
        new Random(3).NextBytes(rgb);
        var spec = Inputs.Stretch(31, 17);
        Assert.Equal(rgb, Fill(rgb, 31, 17, Placement.Of(spec, 31, 17), spec));
    }

    [Fact]
    public void Fill_DestinationOfWrongLength_Throws()
    {
        using var scratch = new DecodeScratch();
        var image = new byte[200];
        Assert.Throws<ArgumentException>(() => Fill(image, 4, 4, Placement.Of(Inputs.ImageNet, 4, 4), Inputs.ImageNet, new byte[10], scratch));
    }

    private static byte[] Fill(byte[] rgb, int width, int height, Placement placement, InputSpec spec)
    {
        using var scratch = new DecodeScratch();
        // A guard after the destination shows writes past its end.
        var guarded = new byte[(spec.Width * spec.Height * 3) + 32];
        guarded.AsSpan(^32..).Fill(0xAB);
        var padded = new byte[rgb.Length + 64];
        rgb.CopyTo(padded, 0);
        Fill(padded, width, height, placement, spec, guarded.AsSpan(..^32), scratch);
        Assert.Equal(-1, guarded.AsSpan(^32..).IndexOfAnyExcept((byte)0xAB));
        return guarded[..^32];
    }

    private static unsafe void Fill(
        byte[] rgb, int width, int height, Placement placement, InputSpec spec, Span<byte> destination, DecodeScratch scratch)
    {
        fixed (byte* raster = rgb)
            PixelResizer.Fill(raster, RasterAxis.Whole(width), RasterAxis.Whole(height), placement, spec, destination, scratch);
    }

    private static int MaxDifference(byte[] expected, byte[] actual) =>
        expected.Zip(actual, (a, b) => Math.Abs(a - b)).Max();
}
