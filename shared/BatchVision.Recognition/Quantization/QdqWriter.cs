using BatchVision.Recognition.Quantization.Onnx;

namespace BatchVision.Recognition.Quantization;

/// <summary>
/// Writes a plan into a graph: QuantizeLinear and DequantizeLinear around every tensor in uint8, int8 weights and int32 biases behind
/// DequantizeLinear. A runtime that knows the pattern computes in int8 between them; any other gets the same numbers in float.
/// </summary>
internal sealed class QdqWriter(OnnxFile graph, QuantizationPlan plan, IReadOnlyDictionary<string, TensorFacts> facts, int weightBits)
{
    private readonly List<OnnxNode> _nodes = [];
    private readonly HashSet<string> _written = new(StringComparer.Ordinal);

    public void Write()
    {
        foreach (var input in graph.Inputs.Where(plan.Tensors.Contains))
            AddPair(input, input, $"{input}/dequantized");
        foreach (var node in graph.Nodes)
            Write(node);

        graph.Nodes.Clear();
        graph.Nodes.AddRange(_nodes);
        var used = _nodes.SelectMany(node => node.Inputs).Concat(graph.Outputs).ToHashSet(StringComparer.Ordinal);
        graph.Constants.RemoveAll(constant => !used.Contains(constant.Name));
    }

    private void Write(OnnxNode node)
    {
        var inInt8 = plan.Nodes.Contains(node);
        if (inInt8)
        {
            if (QuantizationPlan.HasWeights(node))
                WriteWeights(node);
            for (var i = 0; i < node.Inputs.Count; i++)
            {
                if (_written.Contains($"{node.Inputs[i]}/dequantized"))
                    node.Inputs[i] = $"{node.Inputs[i]}/dequantized";
            }
        }

        _nodes.Add(node);
        for (var i = 0; i < node.Outputs.Count; i++)
        {
            var output = node.Outputs[i];
            if (!plan.Tensors.Contains(output))
                continue;
            if (inInt8)
            {
                // The name goes to what everybody may use, and the float value before it gets a new one.
                node.Outputs[i] = $"{output}/float";
                AddPair(output, node.Outputs[i], output);
            }
            else
            {
                // Others go on with the exact values.
                AddPair(output, output, $"{output}/dequantized");
            }
        }
    }

    private void AddPair(string tensor, string from, string to)
    {
        var source = plan.ScaleOf(tensor);
        var (scale, zero) = ($"{source}/scale", $"{source}/zero");
        if (_written.Add(scale))
        {
            graph.Constants.Add(OnnxTensor.Of<float>(scale, OnnxType.Float, [], [facts[source].Scale.Scale]));
            graph.Constants.Add(OnnxTensor.Of<byte>(zero, OnnxType.UInt8, [], [facts[source].Scale.ZeroPoint]));
        }

        _nodes.Add(new OnnxNode("QuantizeLinear", $"{tensor}/quantize", [from, scale, zero], [$"{tensor}/quantized"]));
        _nodes.Add(new OnnxNode("DequantizeLinear", $"{tensor}/dequantize", [$"{tensor}/quantized", scale, zero], [to]));
        _written.Add(to);
    }

    private void WriteWeights(OnnxNode node)
    {
        var weights = plan.Constants[node.Inputs[1]];
        var bias = node.Inputs.Count > 2 && node.Inputs[2].Length > 0 ? plan.Constants[node.Inputs[2]].Floats() : [];
        var axis = QuantizationPlan.ChannelAxis(node);
        var inputScale = facts[plan.ScaleOf(node.Inputs[0])].Scale.Scale;
        var channels = weights.Dimensions[axis];
        var values = weights.Floats();
        var quantized = ChannelWeights.Of(values, weights.Dimensions, axis, bias, inputScale, weightBits);
        // A tensor whose number of channels changed between the images has no means.
        if (node.Is("Conv") && bias.Length > 0 && facts[node.Inputs[0]].ChannelMeans.Length > 0)
            bias = quantized.CorrectedBias(bias, values, (int)weights.Dimensions[1], facts[node.Inputs[0]].ChannelMeans);

        // Named by the node: its scales depend on the input, and another node may share the weights.
        var name = $"{node.Outputs[0]}/weights";
        node.Inputs[1] = AddDequantized(
            name, OnnxTensor.Of<sbyte>($"{name}/quantized", OnnxType.Int8, weights.Dimensions, quantized.Values), quantized.Scales,
            OnnxTensor.Of<sbyte>($"{name}/zero", OnnxType.Int8, [channels], new sbyte[channels]), axis);
        if (bias.Length == 0)
            return;
        name = $"{node.Outputs[0]}/bias";
        node.Inputs[2] = AddDequantized(
            name, OnnxTensor.Of<int>($"{name}/quantized", OnnxType.Int32, [channels], quantized.Bias(bias, inputScale)), quantized.BiasScales(inputScale), null, 0);
    }

    private string AddDequantized(string name, OnnxTensor values, float[] channelScales, OnnxTensor? zero, int axis)
    {
        var scale = OnnxTensor.Of<float>($"{name}/scale", OnnxType.Float, [channelScales.Length], channelScales);
        graph.Constants.AddRange([values, scale]);
        string[] inputs = [values.Name, scale.Name];
        if (zero is not null)
        {
            graph.Constants.Add(zero);
            inputs = [.. inputs, zero.Name];
        }

        _nodes.Add(new OnnxNode("DequantizeLinear", $"{name}/dequantize", inputs, [name]).With("axis", axis));
        return name;
    }
}
