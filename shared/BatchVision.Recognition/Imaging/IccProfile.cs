using System.Buffers.Binary;

namespace BatchVision.Recognition.Imaging;

/// <summary>The tag table of an RGB profile (ICC.1:2022, clause 7). Bytes of a stranger: what does not lie inside them is not there.</summary>
internal readonly ref struct IccProfile
{
    private const int TagTable = 128;
    private const int MaxTags = 64;

    private readonly ReadOnlySpan<byte> _bytes;

    public IccProfile(ReadOnlySpan<byte> bytes) => _bytes = bytes.Length >= TagTable + 4 && bytes.Slice(16, 4).SequenceEqual("RGB "u8) ? bytes : default;

    /// <summary>
    /// True for an RGB profile whose description names sRGB. Cameras and editors embed a dozen byte-wise different sRGB profiles; the
    /// description is what they share. Converting one would cost milliseconds and change pixels by less than a level.
    /// </summary>
    // Version 2 stores ASCII, version 4 UTF-16.
    public bool IsSrgb => Tag("desc"u8) is var text && (text.IndexOf("sRGB"u8) >= 0 || text.IndexOf("s\0R\0G\0B"u8) >= 0);

    /// <summary>True where all of it is here and its colours are defined against XYZ.</summary>
    public bool IsWholeOverXyz => !_bytes.IsEmpty && BinaryPrimitives.ReadUInt32BigEndian(_bytes) == _bytes.Length && _bytes.Slice(20, 4).SequenceEqual("XYZ "u8);

    /// <summary>What a tag holds; empty where the profile has none of that name.</summary>
    public ReadOnlySpan<byte> Tag(ReadOnlySpan<byte> signature)
    {
        var tags = _bytes.IsEmpty ? 0 : Math.Min(BinaryPrimitives.ReadUInt32BigEndian(_bytes[TagTable..]), MaxTags);
        for (var i = 0; i < tags; i++)
        {
            var at = TagTable + 4 + (i * 12);
            if (at + 12 > _bytes.Length)
                return default;
            if (!_bytes.Slice(at, 4).SequenceEqual(signature))
                continue;

            var offset = BinaryPrimitives.ReadUInt32BigEndian(_bytes[(at + 4)..]);
            var size = BinaryPrimitives.ReadUInt32BigEndian(_bytes[(at + 8)..]);
            return offset > _bytes.Length || size > _bytes.Length - offset ? default : _bytes.Slice((int)offset, (int)size);
        }

        return default;
    }
}
