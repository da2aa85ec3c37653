using System.Text;
using BatchVision.Contracts;
using BatchVision.Recognition.Imaging;
using CsCheck;

namespace BatchVision.Recognition.Tests.Imaging;

public class FormatsTests
{
    [Theory]
    [InlineData("jpg", "jpeg")]
    [InlineData("png", "png")]
    [InlineData("webp", "webp")]
    [InlineData("gif", "gif")]
    [InlineData("tif", "tiff")]
    [InlineData("tif[bigtiff]", "tiff")]
    [InlineData("avif", "avif")]
    public void Decode_EachFormat_IsNamedByItsContent(string suffix, string format)
    {
        var file = Encoded.Gradient(80, 60, suffix);
        var picture = Picture.Of(file);
        Assert.Equal(format, picture.Facts.Format);
        Assert.Equal((80, 60), (picture.Facts.Width, picture.Facts.Height));
        Assert.Equal(file.Length, picture.Facts.Bytes);
        Assert.Equal(Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(file)), picture.Facts.Sha256);
        Assert.InRange(picture.At(78, 2).Red, 225, 255);
        Assert.InRange(picture.At(2, 58).Green, 225, 255);
    }

    [Theory]
    [InlineData("BM......", "BMP")]
    [InlineData("8BPS....", "Photoshop")]
    [InlineData("<?xml version='1.0'?><svg xmlns='http://www.w3.org/2000/svg'/>", "SVG")]
    [InlineData("<html></html>", "XML or HTML")]
    [InlineData("%PDF-1.7", "PDF")]
    [InlineData("P6\n1 1\n255\nabc", "Netpbm")]
    [InlineData("dear diary", "text")]
    [InlineData("\0\0\0\u0018ftypmp42........", "video")]
    [InlineData("RIFF....AVI ", "RIFF")]
    [InlineData("\u0001\u0002\u0003", "01 02 03")]
    public void Decode_AnythingElse_SaysWhatItLooksLike(string content, string name)
    {
        using var scratch = new DecodeScratch();
        var rejection = new ImageDecoder(new ImageLimits()).Decode(Encoding.Latin1.GetBytes(content), [], scratch).Rejection;
        Assert.Equal(ImageStatus.Unsupported, rejection?.Status);
        Assert.Contains(name, rejection?.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Decode_RandomBytesAfterAnySignature_EndsInOneResult()
    {
        byte[][] signatures =
        [
            [0xFF, 0xD8, 0xFF], [0x89, .. "PNG\r\n\u001a\n"u8], [.. "GIF89a"u8], [.. "RIFF1234WEBP"u8], [.. "II*\0"u8],
            [0, 0, 0, 0x18, .. "ftypavif"u8],
        ];
        var decoder = new ImageDecoder(new ImageLimits());
        Gen.Select(Gen.Int[0, signatures.Length - 1].Select(i => signatures[i]), Gen.Byte.Array[0, 300]).Sample(
            (signature, bytes) =>
            {
                using var scratch = new DecodeScratch();
                decoder.Decode([.. signature, .. bytes], [Inputs.ImageNet], scratch);
            },
            iter: 300, threads: 1);
    }

    [Fact]
    public void JpegHeader_DamagedFile_NeverThrows()
    {
        var jpeg = Encoded.Gradient(20, 20, "jpg");
        Gen.Select(Gen.Int[0, 600], Gen.Byte, Gen.Int[0, 700]).Sample(
            (at, value, length) =>
            {
                var damaged = jpeg.ToArray();
                damaged[at % damaged.Length] = value;
                JpegHeader.TryRead(damaged.AsSpan(0, Math.Min(length, damaged.Length)), out _);
            });
    }
}
