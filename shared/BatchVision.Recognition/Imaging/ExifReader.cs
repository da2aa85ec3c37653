using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace BatchVision.Recognition.Imaging;

/// <summary>
/// Reads a few tags from the TIFF structure that EXIF is (CIPA DC-008). Every offset comes from the file, so every access is checked,
/// no directory is followed twice and nothing throws: bad metadata never costs the picture.
/// </summary>
internal readonly ref struct ExifReader
{
    private const int MaxEntries = 1024;
    private const int EntryBytes = 12;

    private const ushort OrientationTag = 0x0112, ExifDirectory = 0x8769, GpsDirectory = 0x8825;
    private const ushort DateTimeOriginal = 0x9003, OffsetTimeOriginal = 0x9011;
    private const ushort LatitudeRef = 1, LatitudeTag = 2, LongitudeRef = 3, LongitudeTag = 4;

    private readonly ReadOnlySpan<byte> _tiff;
    private readonly bool _littleEndian;

    private ExifReader(ReadOnlySpan<byte> tiff, bool littleEndian)
    {
        _tiff = tiff;
        _littleEndian = littleEndian;
    }

    /// <summary>Reads a block with or without its "Exif\0\0" prefix.</summary>
    public static ExifFacts Read(ReadOnlySpan<byte> block, bool readGps)
    {
        if (block.StartsWith("Exif\0"u8) && block.Length >= 6)
            block = block[6..];
        if (block.Length < 8 || !(block.StartsWith("II"u8) || block.StartsWith("MM"u8)))
            return ExifFacts.None;

        return new ExifReader(block, block[0] == 'I').Read(readGps);
    }

    private ExifFacts Read(bool readGps)
    {
        var root = UInt32(4);
        var orientation = Find(root, OrientationTag) is { Length: > 0 } entry ? Number(entry) : 1;
        var facts = ExifFacts.None with { Orientation = orientation is >= 1 and <= 8 ? (int)orientation : 1 };

        if (Find(root, ExifDirectory) is { Length: > 0 } exif)
            facts = facts with { CapturedAt = CapturedAt(Number(exif)) };

        if (readGps && Find(root, GpsDirectory) is { Length: > 0 } gps)
        {
            var latitude = Degrees(Number(gps), LatitudeTag, LatitudeRef, (byte)'S', 90);
            var longitude = Degrees(Number(gps), LongitudeTag, LongitudeRef, (byte)'W', 180);
            // Half a position is none.
            if (latitude is not null && longitude is not null)
                facts = facts with { Latitude = latitude, Longitude = longitude };
        }

        return facts;
    }

    private DateTimeOffset? CapturedAt(uint directory)
    {
        if (!DateTime.TryParseExact(
                Text(Find(directory, DateTimeOriginal)), "yyyy:MM:dd HH:mm:ss", CultureInfo.InvariantCulture,
                DateTimeStyles.None, out var local))
            return null;

        var zone = Text(Find(directory, OffsetTimeOriginal));
        var negative = zone.StartsWith('-');
        if (!TimeSpan.TryParseExact(zone.TrimStart(['+', '-']), @"hh\:mm", CultureInfo.InvariantCulture, out var offset)
            || offset > TimeSpan.FromHours(14))
            offset = TimeSpan.Zero;
        if (negative)
            offset = -offset;

        // An offset may push a date at either end of the calendar out of it.
        var utcTicks = local.Ticks - offset.Ticks;
        return utcTicks < DateTime.MinValue.Ticks || utcTicks > DateTime.MaxValue.Ticks ? null : new DateTimeOffset(local, offset);
    }

    private double? Degrees(uint directory, ushort tag, ushort referenceTag, byte negative, double limit)
    {
        var entry = Find(directory, tag);
        // Type 5, RATIONAL, three of them: degrees, minutes, seconds.
        if (entry.IsEmpty || UInt16(entry[2..]) != 5 || UInt32(entry[4..]) != 3)
            return null;

        var at = UInt32(entry[8..]);
        var degrees = Rational(at) + (Rational(at + 8L) / 60) + (Rational(at + 16L) / 3600);
        if (!double.IsFinite(degrees) || degrees > limit)
            return null;

        var reference = Find(directory, referenceTag);
        return !reference.IsEmpty && reference[8] == negative ? -degrees : degrees;
    }

    /// <summary>The 12 bytes of a directory's entry, or nothing.</summary>
    private ReadOnlySpan<byte> Find(uint directory, ushort tag)
    {
        if (directory + 2L > _tiff.Length)
            return [];

        var count = Math.Min((int)UInt16(_tiff[(int)directory..]), MaxEntries);
        for (var i = 0; i < count; i++)
        {
            var at = directory + 2L + (i * EntryBytes);
            if (at + EntryBytes > _tiff.Length)
                return [];
            var entry = _tiff.Slice((int)at, EntryBytes);
            if (UInt16(entry) == tag)
                return entry;
        }

        return [];
    }

    // SHORT sits in the first two bytes of the value, whichever the byte order; LONG fills it.
    private uint Number(ReadOnlySpan<byte> entry) => UInt16(entry[2..]) switch
    {
        3 => UInt16(entry[8..]),
        4 => UInt32(entry[8..]),
        _ => 0,
    };

    private string Text(ReadOnlySpan<byte> entry)
    {
        if (entry.IsEmpty || UInt16(entry[2..]) != 2)
            return "";

        var count = UInt32(entry[4..]);
        var at = UInt32(entry[8..]);
        if (count is <= 4 or > 64)
            return "";
        if (at > _tiff.Length || count > _tiff.Length - at)
            return "";
        return Encoding.ASCII.GetString(_tiff.Slice((int)at, (int)count)).TrimEnd('\0', ' ');
    }

    private double Rational(long at) =>
        at + 8 > _tiff.Length ? double.NaN : (double)UInt32(_tiff[(int)at..]) / UInt32(_tiff[(int)(at + 4)..]);

    private uint UInt32(int at) => UInt32(_tiff[at..]);

    private ushort UInt16(ReadOnlySpan<byte> bytes) =>
        _littleEndian ? BinaryPrimitives.ReadUInt16LittleEndian(bytes) : BinaryPrimitives.ReadUInt16BigEndian(bytes);

    private uint UInt32(ReadOnlySpan<byte> bytes) =>
        _littleEndian ? BinaryPrimitives.ReadUInt32LittleEndian(bytes) : BinaryPrimitives.ReadUInt32BigEndian(bytes);
}
