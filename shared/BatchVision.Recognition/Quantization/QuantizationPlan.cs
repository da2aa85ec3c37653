using BatchVision.Recognition.Quantization.Onnx;

namespace BatchVision.Recognition.Quantization;

/// <summary>
/// Which nodes of a float graph compute in int8, and which tensors between them are kept as uint8. Convolutions and matrix products start it;
/// what only moves or combines their results follows as long as something in int8 uses them again, so that nothing goes to and fro for nothing.
/// </summary>
internal sealed class QuantizationPlan
{
    private readonly OnnxFile _graph;
    private readonly Dictionary<string, OnnxTensor> _constants;
    private readonly ILookup<string, OnnxNode> _users;
    private readonly HashSet<string> _outputs;
    private readonly Dictionary<string, OnnxNode> _producers = new(StringComparer.Ordinal);
    private readonly Dictionary<OnnxNode, OnnxNode> _activations = [];
    private readonly HashSet<OnnxNode> _nodes = [];
    private readonly HashSet<OnnxNode> _kept = [];
    private readonly Dictionary<string, string> _sameScale = new(StringComparer.Ordinal);

    private QuantizationPlan(OnnxFile graph)
    {
        _graph = graph;
        _constants = graph.Constants.ToDictionary(constant => constant.Name, StringComparer.Ordinal);
        _users = graph.Nodes.SelectMany(node => node.Inputs.Select(input => (input, node))).ToLookup(use => use.input, use => use.node, StringComparer.Ordinal);
        _outputs = graph.Outputs.ToHashSet(StringComparer.Ordinal);
    }

    /// <summary>Nodes that compute in int8.</summary>
    public IReadOnlySet<OnnxNode> Nodes => _nodes;

    /// <summary>Tensors of activations that become uint8.</summary>
    public HashSet<string> Tensors { get; } = new(StringComparer.Ordinal);

    /// <summary>Constants of the graph, by name.</summary>
    public IReadOnlyDictionary<string, OnnxTensor> Constants => _constants;

    /// <summary>Plans for a graph, and takes activation functions out of it that the limits of uint8 do the work of.</summary>
    /// <param name="graph">A float graph; it is changed.</param>
    /// <param name="kept">What stays in float.</param>
    public static QuantizationPlan Of(OnnxFile graph, KeptLayers kept)
    {
        var plan = new QuantizationPlan(graph);
        plan.Keep(kept);
        plan.Choose();
        plan.Prune();
        plan.FoldActivations();
        return plan;
    }

    /// <summary>The tensor whose scale a tensor has.</summary>
    public string ScaleOf(string tensor)
    {
        while (_sameScale.TryGetValue(tensor, out var source))
            tensor = source;
        return tensor;
    }

    /// <summary>True for convolutions and matrix products.</summary>
    public static bool HasWeights(OnnxNode node) => node.Is("Conv") || node.Is("Gemm") || node.Is("MatMul");

    /// <summary>The axis of a node's weights that its output channels lie on.</summary>
    public static int ChannelAxis(OnnxNode node) => node.Is("Conv") || node.Integer("transB", 0) == 1 ? 0 : 1;

    private void Keep(KeptLayers kept)
    {
        _kept.UnionWith(_graph.Nodes.Where(HasWeights).Take(kept.First));
        if (!kept.Last)
            return;
        // Tensors that lead to another layer with weights; the layers whose outputs do not are the last ones, of which a detector has several.
        var inner = new HashSet<string>(StringComparer.Ordinal);
        foreach (var node in _graph.Nodes.AsEnumerable().Reverse())
        {
            var leadsOn = node.Outputs.Exists(inner.Contains);
            if (HasWeights(node) && !leadsOn)
                _kept.Add(node);
            if (HasWeights(node) || leadsOn)
                inner.UnionWith(node.Inputs);
        }
    }

    private void Choose()
    {
        foreach (var node in _graph.Nodes)
        {
            if (HasWeights(node) && WeightsFit(node) && !_kept.Contains(node))
                Tensors.Add(node.Inputs[0]);
            else if (ActivatedBy(node) is { } producer)
                _activations.Add(node, producer);
            else if (!Follows(node))
                continue;
            _nodes.Add(node);
            _producers[node.Outputs[0]] = node;
            Tensors.Add(node.Outputs[0]);
            if (MovesOnly(node))
                _sameScale[node.Outputs[0]] = node.Inputs[0];
        }
    }

    /// <summary>From the end: what nothing in int8 uses is left in float, where the last layer's scores belong.</summary>
    private void Prune()
    {
        foreach (var node in _graph.Nodes.AsEnumerable().Reverse().Where(_nodes.Contains))
        {
            // A convolution in int8 has no other output than int8.
            if (_activations.GetValueOrDefault(node, node).Is("Conv") || Users(node.Outputs[0]).Any(_nodes.Contains))
                continue;
            Tensors.Remove(node.Outputs[0]);
            _sameScale.Remove(node.Outputs[0]);
            if (!HasWeights(node))
                _nodes.Remove(node);
        }
    }

    /// <summary>
    /// A ReLU or a clip goes: when its output becomes uint8, whatever lies outside the range is cut off all the same. ONNX Runtime makes an int8
    /// convolution only of one that is followed by the quantisation at once.
    /// </summary>
    private void FoldActivations()
    {
        foreach (var (activation, producer) in _activations.Where(pair => _nodes.Remove(pair.Key)))
        {
            _graph.Nodes.Remove(activation);
            Tensors.Remove(producer.Outputs[0]);
            producer.Outputs[0] = activation.Outputs[0];
        }
    }

    /// <summary>The node in int8 whose output a ReLU or a clip cuts off, when nothing else sees that output.</summary>
    private OnnxNode? ActivatedBy(OnnxNode node) =>
        CutsAroundZero(node) && _producers.TryGetValue(node.Inputs[0], out var producer) && !MovesOnly(producer) && !_activations.ContainsKey(producer)
            && Users(node.Inputs[0]).Count() == 1 && !_outputs.Contains(node.Inputs[0])
            ? producer
            : null;

    private IEnumerable<OnnxNode> Users(string tensor) => _users[tensor];

    private bool WeightsFit(OnnxNode node) =>
        Weights(node) is { Type: OnnxType.Float } weights
        && node.Type switch
        {
            "Conv" => weights.Dimensions.Length == 4,
            "Gemm" => weights.Dimensions.Length == 2 && node.Integer("transA", 0) == 0 && node.Float("alpha", 1) == 1 && node.Float("beta", 1) == 1,
            _ => weights.Dimensions.Length == 2,
        }
        && BiasFits(node, weights.Dimensions[ChannelAxis(node)]);

    // A bias of one number for all channels is rare, and would have to be spread out.
    private bool BiasFits(OnnxNode node, long channels) =>
        node.Inputs.Count < 3 || node.Inputs[2].Length == 0
        || (_constants.TryGetValue(node.Inputs[2], out var bias) && bias is { Type: OnnxType.Float, Dimensions: [var length] } && length == channels);

    private OnnxTensor? Weights(OnnxNode node) => node.Inputs.Count > 1 && !_constants.ContainsKey(node.Inputs[0]) ? _constants.GetValueOrDefault(node.Inputs[1]) : null;

    private bool Follows(OnnxNode node)
    {
        if (node.Domain.Length > 0 || node.Outputs.Count != 1 || node.Inputs.Count == 0)
            return false;
        return node.Type switch
        {
            "Add" or "Mul" or "Concat" => node.Inputs.TrueForAll(Tensors.Contains),
            "GlobalAveragePool" or "AveragePool" or "LeakyRelu" or "Sigmoid" => Tensors.Contains(node.Inputs[0]),
            _ => MovesOnly(node) && Tensors.Contains(node.Inputs[0]),
        };
    }

    private static bool MovesOnly(OnnxNode node) =>
        node.Domain.Length == 0 && node.Type is "MaxPool" or "Flatten" or "Reshape" or "Squeeze" or "Unsqueeze" or "Transpose" or "Slice";

    private bool CutsAroundZero(OnnxNode node) =>
        node.Is("Relu") || (node.Is("Clip") && Bound(node, 1, float.MinValue) is <= 0 && Bound(node, 2, float.MaxValue) is >= 0);

    // Null for a bound that is computed.
    private float? Bound(OnnxNode clip, int input, float absent) =>
        clip.Inputs.Count <= input || clip.Inputs[input].Length == 0 ? absent
        : _constants.TryGetValue(clip.Inputs[input], out var bound) && bound.Type == OnnxType.Float ? bound.Floats()[0]
        : null;
}
