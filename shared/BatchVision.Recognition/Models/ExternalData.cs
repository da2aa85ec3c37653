namespace BatchVision.Recognition.Models;

/// <summary>
/// Finds tensors that an ONNX file keeps in other files. Those files are under no checksum, and their paths may lead anywhere
/// (CVE-2022-25882, CVE-2024-27318), so a model that has any is refused before ONNX Runtime sees it.
/// </summary>
/// <remarks>Follows onnx.proto: only messages that can hold a tensor are entered. What cannot be parsed is left to ONNX Runtime to refuse.</remarks>
internal static class ExternalData
{
    // ONNX subgraphs nest a few levels; protobuf itself stops at 100 messages.
    private const int MaxDepth = 100;

    private enum Message
    {
        Model,
        Graph,
        Function,
        TrainingInfo,
        Node,
        Attribute,
        SparseTensor,
        Tensor,
    }

    /// <summary>True when a tensor of the model lies outside it.</summary>
    public static bool In(ReadOnlySpan<byte> model) => In(model, Message.Model, 0);

    private static bool In(ReadOnlySpan<byte> bytes, Message message, int depth)
    {
        while (!bytes.IsEmpty && depth < MaxDepth)
        {
            if (!Varint(ref bytes, out var tag))
                return false;
            var (field, wire) = ((int)(tag >> 3), (int)(tag & 7));
            switch (wire)
            {
                case 0:
                    if (!Varint(ref bytes, out var value))
                        return false;
                    // TensorProto.data_location = EXTERNAL
                    if (message == Message.Tensor && field == 14 && value == 1)
                        return true;
                    break;
                case 1 when bytes.Length >= 8:
                    bytes = bytes[8..];
                    break;
                case 5 when bytes.Length >= 4:
                    bytes = bytes[4..];
                    break;
                case 2:
                    if (!Varint(ref bytes, out var length) || length > (ulong)bytes.Length)
                        return false;
                    // TensorProto.external_data
                    if (message == Message.Tensor && field == 13)
                        return true;
                    if (Child(message, field) is { } child && In(bytes[..(int)length], child, depth + 1))
                        return true;
                    bytes = bytes[(int)length..];
                    break;
                default:
                    return false;
            }
        }

        return false;
    }

    private static Message? Child(Message message, int field) => (message, field) switch
    {
        (Message.Model, 7) => Message.Graph,
        (Message.Model, 20) => Message.TrainingInfo,
        (Message.Model, 25) => Message.Function,
        (Message.TrainingInfo, 1 or 2) => Message.Graph,
        (Message.Function, 7) => Message.Node,
        (Message.Function, 11) => Message.Attribute,
        (Message.Graph, 1) => Message.Node,
        (Message.Graph, 5) => Message.Tensor,
        (Message.Graph, 15) => Message.SparseTensor,
        (Message.Node, 5) => Message.Attribute,
        (Message.Attribute, 5 or 10) => Message.Tensor,
        (Message.Attribute, 6 or 11) => Message.Graph,
        (Message.Attribute, 22 or 23) => Message.SparseTensor,
        (Message.SparseTensor, 1 or 2) => Message.Tensor,
        _ => null,
    };

    private static bool Varint(ref ReadOnlySpan<byte> bytes, out ulong value)
    {
        value = 0;
        for (var i = 0; i < Math.Min(10, bytes.Length); i++)
        {
            value |= (ulong)(bytes[i] & 0x7F) << (7 * i);
            if (bytes[i] < 0x80)
            {
                bytes = bytes[(i + 1)..];
                return true;
            }
        }

        return false;
    }
}
