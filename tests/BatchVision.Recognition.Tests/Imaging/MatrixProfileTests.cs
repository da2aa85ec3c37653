using BatchVision.Recognition.Imaging;

namespace BatchVision.Recognition.Tests.Imaging;

/// <summary>Our own conversion of camera profiles against that of libvips (Little CMS).</summary>
public class MatrixProfileTests
{
    public static TheoryData<string, byte[]> Profiles => new()
    {
        { "gamma", TestProfile.Gamma(2.2) },
        { "table", TestProfile.Table(1024, 1.8) },
        { "short table", TestProfile.Table(2, 1) },
        { "formula 0", TestProfile.Formula(0, 1.8) },
        { "formula 1", TestProfile.Formula(1, 2.2, 0.95, 0.05) },
        { "formula 2", TestProfile.Formula(2, 2.2, 0.9, 0.05, 0.02) },
        { "formula 3, sRGB's curve", TestProfile.Formula(3, 2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045) },
        { "formula 4", TestProfile.Formula(4, 2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045, 0.01, 0.01) },
    };

    [Theory]
    [MemberData(nameof(Profiles))]
    public void Apply_EveryColor_AsLittleCms(string name, byte[] profile)
    {
        Assert.NotEmpty(name);
        var colors = (from red in Levels() from green in Levels() from blue in Levels() from channel in new[] { red, green, blue } select channel).ToArray();
        using var image = NetVips.Image.NewFromMemory(colors, colors.Length / 3, 1, 3, NetVips.Enums.BandFormat.Uchar).Copy(interpretation: NetVips.Enums.Interpretation.Srgb);
        using var withProfile = image.Mutate(copy => copy.Set(NetVips.GValue.BlobType, "icc-profile-data", profile));
        using var expected = withProfile.IccTransform("srgb", embedded: true, intent: NetVips.Enums.Intent.Relative, depth: 8);

        var converted = colors.ToArray();
        MatrixProfile.TryRead(profile)!.Apply(converted);

        var differences = expected.WriteToMemory<byte>().Zip(converted, (a, b) => Math.Abs(a - b)).ToArray();
        Assert.InRange(differences.Average(), 0, 0.25);
        // Beyond the gamut of sRGB, and at the foot of its curve, eight bits of Little CMS are coarser than ours.
        Assert.InRange(differences.Max(), 0, 3);

        static IEnumerable<byte> Levels() => Enumerable.Range(0, 18).Select(i => (byte)(i * 15));
    }

    [Fact]
    public void Decode_JpegWithCameraProfile_TakesTheFastPath()
    {
        Assert.SkipUnless(new ImageDecoder(new ImageLimits()).UsesTurboJpeg, "libjpeg-turbo is not installed.");
        var photo = TestProfile.Embed(Encoded.Gradient(64, 48, "jpg"), TestProfile.Gamma(2.2));
        using var scratch = new DecodeScratch();
        Assert.True(JpegHeader.TryRead(photo, out var header));
        Assert.NotNull(scratch.Profiles.Get(photo.AsSpan()[header.Icc]));
        Assert.Same(scratch.Profiles.Get(photo.AsSpan()[header.Icc]), scratch.Profiles.Get(photo.AsSpan()[header.Icc]));
        Assert.InRange(Picture.MeanDifference(Picture.Of(photo).Rgb, Picture.Of(photo, useTurboJpeg: false).Rgb), 0, 0.5);
        // It is converted at all: without its profile the same picture looks otherwise.
        Assert.InRange(Picture.MeanDifference(Picture.Of(photo).Rgb, Picture.Of(Encoded.Gradient(64, 48, "jpg")).Rgb), 2, 255);
    }

    [Fact]
    public void TryRead_EveryTruncationAndFlippedByte_EndsQuietly()
    {
        var profile = TestProfile.Table(16, 2.2);
        for (var length = 0; length < profile.Length; length++)
            Assert.Null(MatrixProfile.TryRead(profile.AsSpan(0, length)));

        var pixels = new byte[300];
        for (var i = 0; i < profile.Length; i++)
        {
            var damaged = profile.ToArray();
            damaged[i] ^= 0xFF;
            MatrixProfile.TryRead(damaged)?.Apply(pixels);
        }
    }

    [Fact]
    public void TryRead_OtherMakes_AreLeftToLibvips()
    {
        Assert.Null(MatrixProfile.TryRead(TestProfile.Formula(5, 1, 1, 1)));
        Assert.Null(MatrixProfile.TryRead(TestProfile.Formula(0, -1))); // endless at black
        var withTable = TestProfile.Gamma(2.2);
        "A2B0"u8.CopyTo(withTable.AsSpan(withTable.AsSpan().IndexOf("wtpt"u8)));
        Assert.Null(MatrixProfile.TryRead(withTable));
    }
}
