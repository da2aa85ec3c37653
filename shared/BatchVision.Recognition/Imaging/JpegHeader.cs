using System.Buffers.Binary;

namespace BatchVision.Recognition.Imaging;

/// <summary>What a JPEG says before its pixels: frame size, coding, and where its EXIF and ICC blocks lie.</summary>
/// <param name="Width">Stored width in pixels, before orientation.</param>
/// <param name="Height">Stored height in pixels.</param>
/// <param name="Components">1 grey, 3 colour, 4 CMYK or YCCK.</param>
/// <param name="Progressive">Several scans over the whole picture.</param>
/// <param name="Exif">The TIFF structure inside APP1, empty when absent.</param>
/// <param name="Icc">The ICC profile's first part inside APP2, empty when absent.</param>
internal readonly record struct JpegHeader(int Width, int Height, int Components, bool Progressive, Range Exif, Range Icc)
{
    private const byte StartOfScan = 0xDA, EndOfImage = 0xD9, App1 = 0xE1, App2 = 0xE2;

    // "ICC_PROFILE\0", part number, number of parts.
    private const int IccPrefix = 14;

    /// <summary>False where no frame header comes before the first scan; the library then decides what the file is.</summary>
    public static bool TryRead(ReadOnlySpan<byte> data, out JpegHeader header)
    {
        header = default;
        Range exif = default, icc = default;
        for (var at = 2; at + 4 <= data.Length;)
        {
            // Like libjpeg: anything up to the next 0xFF is skipped, and 0xFF may repeat as padding.
            if (data[at] != 0xFF || data[at + 1] is 0xFF or 0x00)
            {
                at++;
                continue;
            }

            var marker = data[at + 1];
            at += 2;
            if (marker is StartOfScan or EndOfImage)
                break;
            if (marker is >= 0xD0 and <= 0xD8 or 0x01)
                continue;

            var length = BinaryPrimitives.ReadUInt16BigEndian(data[at..]);
            if (length < 2 || at + length > data.Length)
                break;
            var body = data.Slice(at + 2, length - 2);
            if (IsFrame(marker) && header.Width == 0 && body.Length >= 6)
            {
                header = new JpegHeader(
                    BinaryPrimitives.ReadUInt16BigEndian(body[3..]), BinaryPrimitives.ReadUInt16BigEndian(body[1..]),
                    body[5], marker is 0xC2 or 0xC6 or 0xCA or 0xCE, default, default);
            }
            else if (marker == App1 && exif.Equals(default) && body.StartsWith("Exif\0"u8) && body.Length > 6)
                exif = (at + 8)..(at + length);
            else if (marker == App2 && icc.Equals(default) && body.StartsWith("ICC_PROFILE\0"u8) && body.Length > IccPrefix)
                icc = (at + 2 + IccPrefix)..(at + length);
            at += length;
        }

        header = header with { Exif = exif, Icc = icc };
        return header.Width > 0 && header.Height > 0;
    }

    /// <summary>
    /// Scans in the file. Entropy-coded data stuffs a zero after 0xFF, so the marker cannot occur by chance there; thumbnails inside
    /// APP segments count too, which only makes the number larger.
    /// </summary>
    public static int CountScans(ReadOnlySpan<byte> data) => data.Count((ReadOnlySpan<byte>)[0xFF, StartOfScan]);

    // SOF0..SOF15 without DHT (C4), JPG (C8) and DAC (CC).
    private static bool IsFrame(byte marker) => marker is >= 0xC0 and <= 0xCF and not (0xC4 or 0xC8 or 0xCC);
}
