using System.Text;

namespace BatchVision.Recognition.Tests.Models;

/// <summary>Writes ONNX files of a few nodes, byte by byte after onnx.proto, so that these tests need no model files.</summary>
internal static class TinyOnnx
{
    public const int Float = 1, UInt8 = 2, Int64 = 7, Float16 = 10;

    /// <summary>Mean of each channel: [N, 3, H, W] → [N, 3, 1, 1]. A dimension is a number, a name (open), or "" (unknown).</summary>
    public static byte[] ChannelMeans(object[]? input = null, object[]? output = null, int type = Float) => Model(
        Node("GlobalAveragePool", ["x"], ["y"]),
        Field(11, Value("x", type, input ?? ["N", 3L, 4L, 4L])),
        Field(12, Value("y", type, output ?? ["N", 3L, 1L, 1L])));

    /// <summary>The input as it came, every side open.</summary>
    public static byte[] Same() => Model(
        Node("Identity", ["x"], ["y"]),
        Field(11, Value("x", Float, ["N", "c", "h", "w"])),
        Field(12, Value("y", Float, ["N", "c", "h", "w"])));

    /// <summary>Rows of so many elements, and so an error for inputs that are no multiple of it.</summary>
    public static byte[] Reshaped(int elements) => Model(
        [
            .. Node("Constant", [], ["shape"], Int64Tensor("value", [-1, elements])),
            .. Node("Reshape", ["x", "shape"], ["rows"]),
            // Turned, so that the open side is not the batch and has to be measured.
            .. Node("Transpose", ["rows"], ["y"]),
        ],
        Field(11, Value("x", Float, ["N", "c", "h", "w"])),
        Field(12, Value("y", Float, ["", ""])));

    public static byte[] TwoInputs() => Model(
        Node("Add", ["x", "z"], ["y"]),
        Field(11, Value("x", Float, ["N", 3L, 4L, 4L])),
        Field(11, Value("z", Float, ["N", 3L, 4L, 4L])),
        Field(12, Value("y", Float, ["N", 3L, 4L, 4L])));

    /// <summary>Adds a constant whose bytes are said to lie in another file.</summary>
    public static byte[] WithExternalWeights(string location) => Model(
        Node("Add", ["x", "w"], ["y"]),
        Field(5, [.. Number(1, 3), .. Number(1, 1), .. Number(1, 1), .. Number(2, Float), .. Text(8, "w"),
            .. Field(13, [.. Text(1, "location"), .. Text(2, location)]), .. Number(14, 1)]),
        Field(11, Value("x", Float, ["N", 3L, 4L, 4L])),
        Field(12, Value("y", Float, ["N", 3L, 4L, 4L])));

    /// <summary>Boxes [N, K, 4] and scores [N, K, C], both views of the input.</summary>
    public static byte[] BoxesAndScores(int boxes, int classes) => Model(
        [
            .. Node("Constant", [], ["boxShape"], Int64Tensor("value", [-1, boxes, 4])),
            .. Node("Constant", [], ["scoreShape"], Int64Tensor("value", [-1, boxes, classes])),
            .. Node("Reshape", ["x", "boxShape"], ["locations"]),
            .. Node("Reshape", ["x", "scoreShape"], ["confidences"]),
        ],
        Field(11, Value("x", Float, ["N", 3L, 4L, 4L])),
        Field(12, Value("confidences", Float, ["N", "K", "C"])),
        Field(12, Value("locations", Float, ["N", "K", "four"])));

    private static byte[] Model(byte[] nodes, params byte[][] rest) =>
    [
        .. Number(1, 8),
        .. Field(7, [.. nodes, .. Text(2, "graph"), .. rest.SelectMany(part => part)]),
        .. Field(8, [.. Text(1, ""), .. Number(2, 13)]),
    ];

    private static byte[] Node(string type, string[] inputs, string[] outputs, byte[]? attribute = null) => Field(1,
        [.. inputs.SelectMany(name => Text(1, name)), .. outputs.SelectMany(name => Text(2, name)), .. Text(4, type), .. attribute ?? []]);

    private static byte[] Int64Tensor(string name, long[] values) => Field(5,
    [
        .. Text(1, name),
        .. Field(5, [.. Number(1, values.Length), .. Number(2, Int64), .. values.SelectMany(value => Number(7, value))]),
        .. Number(20, 4),
    ]);

    private static byte[] Value(string name, int type, object[] dimensions) =>
    [
        .. Text(1, name),
        .. Field(2, Field(1,
        [
            .. Number(1, type),
            .. Field(2, [.. dimensions.SelectMany(dimension =>
                Field(1, dimension is long size ? Number(1, size) : dimension is "" ? [] : Text(2, (string)dimension)))]),
        ])),
    ];

    private static byte[] Text(int field, string text) => Field(field, Encoding.UTF8.GetBytes(text));

    private static byte[] Field(int field, byte[] bytes) => [.. Varint((ulong)(field << 3 | 2)), .. Varint((ulong)bytes.Length), .. bytes];

    private static byte[] Number(int field, long value) => [.. Varint((ulong)(field << 3)), .. Varint((ulong)value)];

    private static IEnumerable<byte> Varint(ulong value)
    {
        for (; value >= 0x80; value >>= 7)
            yield return (byte)(value | 0x80);
        yield return (byte)value;
    }
}
