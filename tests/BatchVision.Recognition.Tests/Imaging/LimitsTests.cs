using System.Buffers.Binary;
using BatchVision.Contracts;
using BatchVision.Recognition.Imaging;

namespace BatchVision.Recognition.Tests.Imaging;

public class LimitsTests
{
    private static readonly ImageLimits Small = new() { MaxSide = 1000, MaxPixels = 500_000, MaxFrames = 3 };

    [Fact]
    public void Decode_EmptyFile_IsCorrupt() => AssertRejected(ImageStatus.Corrupt, "The file is empty.", []);

    [Fact]
    public void Decode_TooManyBytes_GivesNumberAndLimit() => AssertRejected(
        ImageStatus.TooLarge, "The file has 1,001 bytes; the limit is 1,000.", new byte[1001], new ImageLimits { MaxBytes = 1000 });

    [Theory]
    [InlineData("jpg")]
    [InlineData("png")]
    [InlineData("webp")]
    [InlineData("gif")]
    [InlineData("tif")]
    public void Decode_SideAboveLimit_GivesNumberAndLimit(string suffix) => AssertRejected(
        ImageStatus.TooManyPixels, "The picture is 1,001 × 4; the longest side allowed is 1,000.", Encoded.Gradient(1001, 4, suffix), Small);

    [Theory]
    [InlineData("jpg")]
    [InlineData("png")]
    public void Decode_AreaAboveLimit_GivesNumberAndLimit(string suffix) => AssertRejected(
        ImageStatus.TooManyPixels, "The picture is 1,000 × 501 = 501,000 pixels; the limit is 500,000.", Encoded.Gradient(1000, 501, suffix), Small);

    [Fact]
    public void Decode_AtTheLimit_Decodes()
    {
        using var scratch = new DecodeScratch();
        Assert.True(new ImageDecoder(Small).Decode(Encoded.Gradient(1000, 500, "png"), [], scratch).IsImage);
    }

    [Fact]
    public void Decode_FramesAboveLimit_GivesNumberAndLimit()
    {
        VipsRuntime.EnsureStarted();
        using var frame = Encoded.GradientImage(32, 32);
        using var strip = NetVips.Image.Arrayjoin([frame, frame.Invert(), frame, frame.Invert()], across: 1);
        using var animation = strip.Mutate(fields => fields.Set(NetVips.GValue.GIntType, "page-height", 32));
        AssertRejected(ImageStatus.TooManyPixels, "The file has 4 frames; the limit is 3.", animation.WriteToBuffer(".gif"), Small);
        AssertRejected(ImageStatus.TooManyPixels, "The file has 4 frames; the limit is 3.", animation.WriteToBuffer(".webp"), Small);
    }

    [Fact]
    public void Decode_PngThatClaimsTenBillionPixels_IsRefusedFromTheHeader()
    {
        var png = Encoded.Gradient(8, 8, "png");
        BinaryPrimitives.WriteInt32BigEndian(png.AsSpan(16), 100_000);
        BinaryPrimitives.WriteInt32BigEndian(png.AsSpan(20), 100_000);
        AssertCheapRejection(png, new ImageLimits());
        AssertCheapRejection(png, new ImageLimits { MaxSide = int.MaxValue });
    }

    [Fact]
    public void Decode_JpegThatClaimsFourBillionPixels_IsRefusedFromTheHeader()
    {
        var jpeg = Encoded.Gradient(8, 8, "jpg");
        var frame = jpeg.AsSpan().IndexOf([(byte)0xFF, (byte)0xC0]);
        BinaryPrimitives.WriteUInt16BigEndian(jpeg.AsSpan(frame + 5), 65500);
        BinaryPrimitives.WriteUInt16BigEndian(jpeg.AsSpan(frame + 7), 65500);
        AssertCheapRejection(jpeg, new ImageLimits());
        AssertCheapRejection(jpeg, new ImageLimits { MaxSide = int.MaxValue });
    }

    [Fact]
    public void Decode_ProgressiveJpegOfEndlessScans_IsRefused()
    {
        var jpeg = Encoded.Gradient(400, 400, "jpg[interlace]");
        var scan = jpeg.AsSpan().LastIndexOf([(byte)0xFF, (byte)0xDA]);
        var bomb = jpeg[..scan].Concat(Enumerable.Repeat(jpeg[scan..^2], 150).SelectMany(bytes => bytes)).Concat(jpeg[^2..]).ToArray();
        using var scratch = new DecodeScratch();
        var rejection = new ImageDecoder(Small).Decode(bomb, [], scratch).Rejection;
        Assert.Equal(ImageStatus.TooManyPixels, rejection?.Status);
        Assert.Contains("scans", rejection?.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("png")]
    [InlineData("webp")]
    [InlineData("tif")]
    public void Decode_PastItsTime_IsTimedOut(string suffix)
    {
        using var scratch = new DecodeScratch();
        var decoder = new ImageDecoder(new ImageLimits { DecodeTimeout = TimeSpan.FromTicks(1) });
        var file = Encoded.Gradient(300, 300, suffix);
        Assert.Equal(ImageStatus.TimedOut, decoder.Decode(file, [], scratch).Rejection?.Status);
        // The next picture on the thread starts with a clean slate.
        Assert.True(new ImageDecoder(new ImageLimits()).Decode(file, [], scratch).IsImage);
    }

    private static void AssertCheapRejection(byte[] file, ImageLimits limits)
    {
        using var scratch = new DecodeScratch();
        foreach (var turbo in new[] { true, false })
        {
            Assert.Equal(ImageStatus.TooManyPixels, new ImageDecoder(limits, useTurboJpeg: turbo).Decode(file, [], scratch).Rejection?.Status);
            Assert.Equal(0, scratch.Stored.Capacity + scratch.Upright.Capacity + scratch.Row.Capacity);
        }
    }

    private static void AssertRejected(ImageStatus status, string reason, byte[] file, ImageLimits? limits = null)
    {
        using var scratch = new DecodeScratch();
        foreach (var turbo in new[] { true, false })
        {
            var decoder = new ImageDecoder(limits ?? new ImageLimits(), useTurboJpeg: turbo);
            Assert.Equal(new Rejection(status, reason), decoder.Decode(file, [], scratch).Rejection);
        }
    }
}
