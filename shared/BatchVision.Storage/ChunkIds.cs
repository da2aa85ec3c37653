using System.Buffers.Binary;
using System.Security.Cryptography;

namespace BatchVision.Storage;

/// <summary>Deterministic chunk ids, so a chunk that is planned or sent again is the same chunk.</summary>
public static class ChunkIds
{
    /// <summary>
    /// The id of a chunk: a version 8 UUID (RFC 9562, custom) of the first 16 bytes of SHA-256 over the job id and the
    /// big-endian ordinal. Version 5 is the same construction over SHA-1.
    /// </summary>
    public static Guid Create(Guid jobId, int ordinal)
    {
        Span<byte> name = stackalloc byte[20];
        jobId.TryWriteBytes(name, bigEndian: true, out _);
        BinaryPrimitives.WriteInt32BigEndian(name[16..], ordinal);
        Span<byte> hash = stackalloc byte[32];
        SHA256.HashData(name, hash);
        hash[6] = (byte)((hash[6] & 0x0F) | 0x80);
        hash[8] = (byte)((hash[8] & 0x3F) | 0x80);
        return new Guid(hash[..16], bigEndian: true);
    }
}
