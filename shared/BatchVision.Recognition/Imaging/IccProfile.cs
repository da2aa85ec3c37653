using System.Buffers.Binary;

namespace BatchVision.Recognition.Imaging;

/// <summary>Tells the commonest profile, which needs no conversion, from all others.</summary>
internal static class IccProfile
{
    private const int TagTable = 128;
    private const int MaxTags = 64;

    /// <summary>
    /// True for an RGB profile whose description names sRGB. Cameras and editors embed a dozen byte-wise different sRGB profiles; the
    /// description is what they share. Converting one would cost milliseconds and change pixels by less than a level.
    /// </summary>
    public static bool IsSrgb(ReadOnlySpan<byte> profile)
    {
        if (profile.Length < TagTable + 4 || !profile.Slice(16, 4).SequenceEqual("RGB "u8))
            return false;

        var tags = Math.Min(BinaryPrimitives.ReadUInt32BigEndian(profile[TagTable..]), MaxTags);
        for (var i = 0; i < tags; i++)
        {
            var at = TagTable + 4 + (i * 12);
            if (at + 12 > profile.Length)
                return false;
            if (!profile.Slice(at, 4).SequenceEqual("desc"u8))
                continue;

            var offset = BinaryPrimitives.ReadUInt32BigEndian(profile[(at + 4)..]);
            var size = BinaryPrimitives.ReadUInt32BigEndian(profile[(at + 8)..]);
            if (offset > profile.Length || size > profile.Length - offset)
                return false;
            // Version 2 stores ASCII, version 4 UTF-16.
            var text = profile.Slice((int)offset, (int)size);
            return text.IndexOf("sRGB"u8) >= 0 || text.IndexOf("s\0R\0G\0B"u8) >= 0;
        }

        return false;
    }
}
