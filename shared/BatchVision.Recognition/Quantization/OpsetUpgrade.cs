using BatchVision.Recognition.Models;
using BatchVision.Recognition.Quantization.Onnx;

namespace BatchVision.Recognition.Quantization;

/// <summary>Says the operators of an older model in the words of a newer ONNX. Those that differ in more than words are refused.</summary>
internal static class OpsetUpgrade
{
    // Between 7 (broadcasting as it is now) and 13 these changed their types only, or gained what may be left out.
    private static readonly HashSet<string> Unchanged = new(StringComparer.Ordinal)
    {
        "Abs", "Add", "AveragePool", "BatchNormalization", "Cast", "Ceil", "Concat", "Constant", "ConstantOfShape", "Conv", "ConvTranspose", "Div", "Elu", "Equal",
        "Erf", "Exp", "Expand", "Flatten", "Floor", "Gather", "Gemm", "GlobalAveragePool", "GlobalMaxPool", "Greater", "HardSigmoid", "Identity",
        "InstanceNormalization", "LRN", "LeakyRelu", "Less", "Log", "LpNormalization", "MatMul", "Max", "MaxPool", "Min", "Mul", "Neg", "NonZero", "Not", "PRelu", "Pow",
        "ReduceL2", "ReduceMax", "ReduceMean", "ReduceMin", "Relu", "Reshape", "Resize", "Selu", "Shape", "Sigmoid", "Softplus", "Softsign", "Sqrt", "Sub", "Tanh",
        "ThresholdedRelu", "Transpose", "Where",
    };

    // Their attributes became inputs, in this order, at this version.
    private static readonly Dictionary<string, (int Since, string[] Attributes)> BecameInputs = new(StringComparer.Ordinal)
    {
        ["Clip"] = (11, ["min", "max"]),
        ["Squeeze"] = (13, ["axes"]),
        ["Unsqueeze"] = (13, ["axes"]),
        ["Slice"] = (10, ["starts", "ends", "axes"]),
        ["Pad"] = (11, ["pads", "value"]),
        ["ReduceSum"] = (13, ["axes"]),
        ["Split"] = (13, ["split"]),
    };

    // Before 13 they flattened everything from their axis on, 1 unless said; the same where that is the last axis, as it is with [N, classes].
    private static readonly HashSet<string> Flattening = new(StringComparer.Ordinal) { "Softmax", "LogSoftmax" };

    public static void Apply(OnnxFile model, int opset, string file)
    {
        var from = model.Opset;
        if (from >= opset)
            return;
        foreach (var node in model.Nodes.Where(node => node.Domain.Length == 0).ToArray())
        {
            if (BecameInputs.TryGetValue(node.Type, out var change))
            {
                if (from < change.Since)
                    MoveAttributes(model, node, change.Attributes);
            }
            else if (from < 7 || (from < 11 && node.Type == "Resize") || !(Unchanged.Contains(node.Type) || (Flattening.Contains(node.Type) && KeepsAxis(node))))
            {
                throw new ModelException(
                    $"{file}: is written for version {from} of ONNX's operators, and {node.Type} ('{node.Name}') meant something else then than in {opset}; export it with opset {opset} or later");
            }
        }

        model.Opset = opset;
    }

    private static void MoveAttributes(OnnxFile model, OnnxNode node, string[] attributes)
    {
        for (var i = 0; i < attributes.Length; i++)
        {
            var name = $"{node.Outputs[0]}/{attributes[i]}";
            var constant = attributes[i] switch
            {
                "min" or "max" or "value" => node.Has(attributes[i]) ? OnnxTensor.Of<float>(name, OnnxType.Float, [], [node.Float(attributes[i], 0)]) : null,
                _ => node.Integers(attributes[i]) is { } values ? OnnxTensor.Of<long>(name, OnnxType.Int64, [values.Length], values) : null,
            };
            node.Inputs.Add(constant is null ? "" : name);
            if (constant is not null)
                model.Constants.Add(constant);
            node.Remove(attributes[i]);
        }

        while (node.Inputs[^1].Length == 0)
            node.Inputs.RemoveAt(node.Inputs.Count - 1);
    }

    // The old default is written out, for the new one is the last axis of any shape.
    private static bool KeepsAxis(OnnxNode node)
    {
        var axis = node.Integer("axis", 1);
        node.Remove("axis");
        node.With("axis", axis);
        return axis is 1 or -1;
    }
}
