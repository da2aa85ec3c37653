using System.Runtime.InteropServices;

namespace BatchVision.Recognition.Quantization.Onnx;

/// <summary>TensorProto: constant numbers of a graph.</summary>
internal sealed class OnnxTensor
{
    // TensorProto
    private const int DimensionsField = 1, TypeField = 2, FloatsField = 4, Integers64Field = 7, NameField = 8, RawField = 9;

    private readonly WireMessage _message;

    private OnnxTensor(WireMessage message) => _message = message;

    public string Name => _message.Text(NameField);

    public OnnxType Type => (OnnxType)(_message.Number(TypeField) ?? 0);

    public long[] Dimensions => _message.Numbers(DimensionsField);

    /// <summary>Bytes that the file spends on it.</summary>
    public long Bytes => _message.All(RawField).Sum(raw => (long)raw.Length) + _message.All(FloatsField).Sum(packed => (long)packed.Length);

    public static OnnxTensor Parse(ReadOnlyMemory<byte> bytes) => new(WireMessage.Parse(bytes));

    /// <param name="name">Name in the graph.</param>
    /// <param name="type">What <paramref name="values"/> is to ONNX.</param>
    /// <param name="dimensions">Empty for one number.</param>
    /// <param name="values">As many as the dimensions ask for.</param>
    public static OnnxTensor Of<T>(string name, OnnxType type, long[] dimensions, ReadOnlySpan<T> values)
        where T : unmanaged
    {
        var message = new WireMessage();
        foreach (var dimension in dimensions)
            message.Add(DimensionsField, dimension);
        return new OnnxTensor(message.Add(TypeField, (long)type).Add(NameField, name).Add(RawField, MemoryMarshal.AsBytes(values).ToArray()));
    }

    /// <summary>The numbers of a float32 tensor.</summary>
    /// <exception cref="InvalidDataException">It has another type, or not as many numbers as its dimensions say.</exception>
    public float[] Floats()
    {
        if (Type != OnnxType.Float)
            throw new InvalidDataException($"tensor '{Name}' is {Type}, not float32");
        var bytes = _message.All(RawField).LastOrDefault();
        if (bytes.IsEmpty)
            bytes = _message.All(FloatsField).SelectMany(packed => packed.ToArray()).ToArray();
        return Counted(MemoryMarshal.Cast<byte, float>(bytes.Span).ToArray());
    }

    /// <summary>The numbers of an int64 tensor.</summary>
    /// <exception cref="InvalidDataException">It has another type, or not as many numbers as its dimensions say.</exception>
    public long[] Integers()
    {
        if (Type != OnnxType.Int64)
            throw new InvalidDataException($"tensor '{Name}' is {Type}, not int64");
        var raw = _message.All(RawField).LastOrDefault();
        return Counted(raw.IsEmpty ? _message.Numbers(Integers64Field) : MemoryMarshal.Cast<byte, long>(raw.Span).ToArray());
    }

    public byte[] ToArray() => _message.ToArray();

    private T[] Counted<T>(T[] values)
    {
        var expected = Dimensions.Aggregate(1L, (product, size) => size < 0 ? -1 : checked(product * size));
        return values.Length == expected
            ? values
            : throw new InvalidDataException($"tensor '{Name}' holds {values.Length} numbers, but its dimensions [{string.Join(", ", Dimensions)}] ask for {expected}");
    }
}
