using System.Runtime.InteropServices;

namespace BatchVision.Objects.S3;

/// <summary>The bytes of a part on their way; tells whenever some are taken. The SDK reads it from the start again for each try.</summary>
internal sealed class PartStream(ReadOnlyMemory<byte> bytes, Action taken) : MemoryStream(Array(bytes), 0, bytes.Length, writable: false)
{
    public override int Read(byte[] buffer, int offset, int count)
    {
        taken();
        return base.Read(buffer, offset, count);
    }

    public override int Read(Span<byte> buffer)
    {
        taken();
        return base.Read(buffer);
    }

    private static byte[] Array(ReadOnlyMemory<byte> bytes) =>
        MemoryMarshal.TryGetArray(bytes, out var segment) && segment.Offset == 0 ? segment.Array! : bytes.ToArray();
}
