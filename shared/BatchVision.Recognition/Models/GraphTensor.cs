using Microsoft.ML.OnnxRuntime.Tensors;

namespace BatchVision.Recognition.Models;

/// <summary>An input or output of an ONNX graph.</summary>
/// <param name="Name">Name in the graph.</param>
/// <param name="Type">Element type.</param>
/// <param name="Dimensions">With the batch first; −1 where the graph leaves it open.</param>
/// <param name="IsFixed">All dimensions but the batch are the same at every run.</param>
internal sealed record GraphTensor(string Name, TensorElementType Type, int[] Dimensions, bool IsFixed)
{
    /// <summary>Dimensions of one image.</summary>
    public int[] ImageShape => Dimensions.Length == 0 ? [] : Dimensions[1..];

    /// <summary>Elements of one image.</summary>
    public int ImageLength => ImageShape.Aggregate(1, (product, dimension) => checked(product * dimension));

    public bool IsFloat => Type is TensorElementType.Float or TensorElementType.Float16;

    public override string ToString() =>
        $"'{Name}' [{string.Join(", ", Dimensions.Select((size, axis) => size >= 0 ? $"{size}" : axis == 0 ? "N" : "?"))}]";
}
