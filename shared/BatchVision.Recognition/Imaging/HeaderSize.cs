using System.Buffers.Binary;

namespace BatchVision.Recognition.Imaging;

/// <summary>
/// Size of formats that state it at a fixed place, so that a bomb is refused by our limit and with its number before a decoder is even
/// opened. What is not found here is checked again from the decoder's header.
/// </summary>
internal static class HeaderSize
{
    public static bool TryRead(ReadOnlySpan<byte> data, ImageFormat format, out int width, out int height)
    {
        (width, height) = (0, 0);
        switch (format)
        {
            // Signature, length, "IHDR", width, height.
            case ImageFormat.Png when data.Length >= 24 && data.Slice(12, 4).SequenceEqual("IHDR"u8):
                width = (int)Math.Min(BinaryPrimitives.ReadUInt32BigEndian(data[16..]), int.MaxValue);
                height = (int)Math.Min(BinaryPrimitives.ReadUInt32BigEndian(data[20..]), int.MaxValue);
                return true;

            case ImageFormat.Gif when data.Length >= 10:
                width = BinaryPrimitives.ReadUInt16LittleEndian(data[6..]);
                height = BinaryPrimitives.ReadUInt16LittleEndian(data[8..]);
                return true;

            default:
                return false;
        }
    }
}
