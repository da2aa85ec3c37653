using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace BatchVision.Recognition.Quantization.Onnx;

/// <summary>
/// A protobuf message without a schema: its fields, in their order. What is not asked for stays as it was, so a message that is read, changed
/// in one field and written keeps every other, known to us or not. Messages inside it are bytes until somebody asks, so nothing recurses.
/// </summary>
internal sealed class WireMessage
{
    private const int LongestVarint = 10;

    private readonly List<WireField> _fields = [];

    /// <exception cref="InvalidDataException">It is no protobuf message.</exception>
    public static WireMessage Parse(ReadOnlyMemory<byte> bytes)
    {
        var message = new WireMessage();
        while (!bytes.IsEmpty)
        {
            var tag = TakeVarint(ref bytes);
            var number = tag >> 3;
            if (number is 0 or > 0x1FFF_FFFF)
                throw new InvalidDataException($"a field has the number {number}");
            var type = (WireType)(tag & 7);
            message._fields.Add(type switch
            {
                WireType.Varint => new WireField((int)number, type, TakeVarint(ref bytes), default),
                WireType.Fixed64 => new WireField((int)number, type, BinaryPrimitives.ReadUInt64LittleEndian(Take(ref bytes, 8).Span), default),
                WireType.Fixed32 => new WireField((int)number, type, BinaryPrimitives.ReadUInt32LittleEndian(Take(ref bytes, 4).Span), default),
                WireType.Bytes => new WireField((int)number, type, 0, Take(ref bytes, TakeVarint(ref bytes))),
                _ => throw new InvalidDataException($"field {number} has the wire type {(int)type}"),
            });
        }

        return message;
    }

    /// <summary>All values of a field of texts, messages or packed lists, in order.</summary>
    public IEnumerable<ReadOnlyMemory<byte>> All(int number) => Fields(number).Where(field => field.Type == WireType.Bytes).Select(field => field.Bytes);

    /// <summary>Text of a field, or "".</summary>
    public string Text(int number) => Encoding.UTF8.GetString(All(number).LastOrDefault().Span);

    /// <summary>All texts of a field.</summary>
    public IEnumerable<string> Texts(int number) => All(number).Select(text => Encoding.UTF8.GetString(text.Span));

    /// <summary>A message in this one; an empty one where it is absent.</summary>
    public WireMessage Message(int number) => Parse(All(number).LastOrDefault());

    /// <summary>An integer, or null where it is absent.</summary>
    public long? Number(int number) => Fields(number).Where(field => field.Type == WireType.Varint).Select(field => (long?)field.Value).LastOrDefault();

    /// <summary>A float, or null where it is absent.</summary>
    public float? Float(int number) =>
        Fields(number).Where(field => field.Type == WireType.Fixed32).Select(field => (float?)BitConverter.UInt32BitsToSingle((uint)field.Value)).LastOrDefault();

    /// <summary>A list of integers; writers choose whether it is packed.</summary>
    public long[] Numbers(int number)
    {
        var values = new List<long>();
        foreach (var field in Fields(number))
        {
            if (field.Type == WireType.Varint)
                values.Add((long)field.Value);
            for (var packed = field.Bytes; !packed.IsEmpty;)
                values.Add((long)TakeVarint(ref packed));
        }

        return [.. values];
    }

    /// <summary>True when the field occurs.</summary>
    public bool Has(int number) => Fields(number).Any();

    /// <summary>Appends a text, a message or a packed list.</summary>
    public WireMessage Add(int number, ReadOnlyMemory<byte> bytes)
    {
        _fields.Add(new WireField(number, WireType.Bytes, 0, bytes));
        return this;
    }

    /// <summary>Appends a text.</summary>
    public WireMessage Add(int number, string text) => Add(number, Encoding.UTF8.GetBytes(text));

    /// <summary>Appends a message.</summary>
    public WireMessage Add(int number, WireMessage message) => Add(number, message.ToArray());

    /// <summary>Appends an integer.</summary>
    public WireMessage Add(int number, long value)
    {
        _fields.Add(new WireField(number, WireType.Varint, (ulong)value, default));
        return this;
    }

    /// <summary>Puts these values in the place of all that the field had.</summary>
    public void Replace(int number, IEnumerable<ReadOnlyMemory<byte>> values) =>
        Replace(number, values.Select(value => new WireField(number, WireType.Bytes, 0, value)));

    /// <summary>Puts this integer in the place of what the field had.</summary>
    public void Replace(int number, long value) => Replace(number, [new WireField(number, WireType.Varint, (ulong)value, default)]);

    public byte[] ToArray()
    {
        var writer = new ArrayBufferWriter<byte>(Math.Max(1, Size()));
        foreach (var field in _fields)
        {
            WriteVarint(writer, ((ulong)field.Number << 3) | (ulong)field.Type);
            switch (field.Type)
            {
                case WireType.Varint:
                    WriteVarint(writer, field.Value);
                    break;
                case WireType.Fixed64:
                    BinaryPrimitives.WriteUInt64LittleEndian(writer.GetSpan(8), field.Value);
                    writer.Advance(8);
                    break;
                case WireType.Fixed32:
                    BinaryPrimitives.WriteUInt32LittleEndian(writer.GetSpan(4), (uint)field.Value);
                    writer.Advance(4);
                    break;
                default:
                    WriteVarint(writer, (ulong)field.Bytes.Length);
                    writer.Write(field.Bytes.Span);
                    break;
            }
        }

        return writer.WrittenSpan.ToArray();
    }

    private IEnumerable<WireField> Fields(int number) => _fields.Where(field => field.Number == number);

    private void Replace(int number, IEnumerable<WireField> values)
    {
        var replacement = values.ToArray();
        // Where the field was, else where its number belongs: serializers write by rising number, and so does an unchanged file stay the same.
        var at = _fields.FindIndex(field => field.Number >= number);
        _fields.RemoveAll(field => field.Number == number);
        _fields.InsertRange(at < 0 ? _fields.Count : at, replacement);
    }

    // At most: a tag and a length or number take a varint each.
    private int Size() => checked(_fields.Sum(field => (2 * LongestVarint) + field.Bytes.Length));

    private static void WriteVarint(ArrayBufferWriter<byte> writer, ulong value)
    {
        for (; value >= 0x80; value >>= 7)
            WriteByte((byte)(value | 0x80));
        WriteByte((byte)value);

        void WriteByte(byte part)
        {
            writer.GetSpan(1)[0] = part;
            writer.Advance(1);
        }
    }

    private static ReadOnlyMemory<byte> Take(ref ReadOnlyMemory<byte> bytes, ulong length)
    {
        if (length > (ulong)bytes.Length)
            throw new InvalidDataException($"a field of {length} bytes is cut off after {bytes.Length}");
        var taken = bytes[..(int)length];
        bytes = bytes[(int)length..];
        return taken;
    }

    private static ulong TakeVarint(ref ReadOnlyMemory<byte> bytes)
    {
        var span = bytes.Span;
        var value = 0UL;
        for (var i = 0; i < Math.Min(LongestVarint, span.Length); i++)
        {
            value |= (ulong)(span[i] & 0x7F) << (7 * i);
            if (span[i] >= 0x80)
                continue;
            bytes = bytes[(i + 1)..];
            return value;
        }

        throw new InvalidDataException("a number is cut off or too long");
    }
}
