using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace BatchVision.Recognition.Imaging;

/// <summary>Names a file by its first bytes. Names and extensions lie, and letting a library guess widens what it may parse.</summary>
internal static class FormatSniffer
{
    // First match wins. Text formats come last because their signatures are short.
    private static readonly (byte[] Magic, string Name)[] Refused =
    [
        ([.. "8BPS"u8], "a Photoshop document"),
        ([0x00, 0x00, 0x01, 0x00], "a Windows icon"),
        ([0x00, 0x00, 0x02, 0x00], "a TGA image or Windows cursor"),
        ([0x00, 0x00, 0x03, 0x00], "a TGA image"),
        ([0x00, 0x00, 0x0A, 0x00], "a TGA image"),
        ([0x00, 0x01, 0x01, 0x00], "a TGA image"),
        ([0xFF, 0x0A], "JPEG XL"),
        ([0x00, 0x00, 0x00, 0x0C, 0x4A, 0x58, 0x4C, 0x20], "JPEG XL"),
        ([0x00, 0x00, 0x00, 0x0C, 0x6A, 0x50, 0x20, 0x20], "JPEG 2000"),
        ([0xFF, 0x4F, 0xFF, 0x51], "JPEG 2000"),
        ([.. "%PDF"u8], "PDF"),
        ([.. "%!PS"u8], "PostScript"),
        ([0xC5, 0xD0, 0xD3, 0xC6], "PostScript"),
        ([.. "DDS "u8], "a DirectDraw surface"),
        ([.. "BLP"u8], "a Blizzard texture"),
        ([.. "qoif"u8], "QOI"),
        ([.. "gimp xcf"u8], "a GIMP document"),
        ([0x76, 0x2F, 0x31, 0x01], "OpenEXR"),
        ([.. "#?RADIANCE"u8], "Radiance HDR"),
        ([.. "SIMPLE  ="u8], "FITS"),
        ([0x01, 0xDA], "an SGI image"),
        ([0x50, 0x4B, 0x03, 0x04], "a zip archive"),
        ([0x1F, 0x8B], "gzip data"),
        ([.. "RIFF"u8], "a RIFF file that is not WebP"),
        ([.. "BM"u8], "BMP"),
    ];

    /// <summary>True with the format, or false with what the file looks like instead.</summary>
    public static bool TrySniff(ReadOnlySpan<byte> data, out ImageFormat format, out string looksLike)
    {
        looksLike = "";
        if (data is [0xFF, 0xD8, ..])
            format = ImageFormat.Jpeg;
        else if (data is [0x89, 0x50, 0x4E, 0x47, ..])
            format = ImageFormat.Png;
        else if (data.StartsWith("GIF8"u8))
            format = ImageFormat.Gif;
        else if (data.StartsWith("RIFF"u8) && data.Length >= 12 && data.Slice(8, 4).SequenceEqual("WEBP"u8))
            format = ImageFormat.Webp;
        else if (data is [0x49, 0x49, 0x2A or 0x2B, 0x00, ..] or [0x4D, 0x4D, 0x00, 0x2A or 0x2B, ..])
            format = ImageFormat.Tiff;
        else if (data.Length >= 12 && data.Slice(4, 4).SequenceEqual("ftyp"u8))
            return TrySniffHeif(data, out format, out looksLike);
        else
        {
            format = default;
            looksLike = Describe(data);
            return false;
        }

        return true;
    }

    // ISO/IEC 14496-12: box size, "ftyp", major brand, minor version, compatible brands to the end of the box.
    private static bool TrySniffHeif(ReadOnlySpan<byte> data, out ImageFormat format, out string looksLike)
    {
        var end = (int)Math.Min(Math.Min(BinaryPrimitives.ReadUInt32BigEndian(data), 1024), (uint)data.Length);
        bool avif = false, heif = false;
        for (var at = 8; at + 4 <= end; at += at == 8 ? 8 : 4)
        {
            var brand = data.Slice(at, 4);
            avif |= brand.SequenceEqual("avif"u8) || brand.SequenceEqual("avis"u8);
            heif |= brand.SequenceEqual("mif1"u8) || brand.SequenceEqual("msf1"u8)
                || brand.StartsWith("hei"u8) || brand.StartsWith("hev"u8);
        }

        format = avif ? ImageFormat.Avif : ImageFormat.Heif;
        looksLike = avif || heif ? "" : "a video or another ISO media file";
        return avif || heif;
    }

    private static string Describe(ReadOnlySpan<byte> data)
    {
        foreach (var (magic, name) in Refused)
        {
            if (data.StartsWith(magic))
                return name;
        }

        if (data is [(byte)'P', >= (byte)'1' and <= (byte)'7', (byte)'\n' or (byte)'\r' or (byte)' ', ..])
            return "a Netpbm image";
        if (data.EndsWith("TRUEVISION-XFILE.\0"u8))
            return "a TGA image";

        var start = data[..Math.Min(data.Length, 1024)];
        if (start.IndexOf("<svg"u8) >= 0)
            return "SVG";
        if (start.IndexOfAnyInRange((byte)0x00, (byte)0x08) < 0 && start.IndexOfAnyInRange((byte)0x0E, (byte)0x1F) < 0)
            return start.TrimStart(" \t\r\n\uFEFF"u8) is [(byte)'<', ..] ? "XML or HTML" : "text";

        var bytes = new StringBuilder("unknown data that starts with");
        foreach (var value in data[..Math.Min(data.Length, 4)])
            bytes.Append(CultureInfo.InvariantCulture, $" {value:X2}");
        return bytes.ToString();
    }
}
