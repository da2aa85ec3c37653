using System.Text;

namespace BatchVision.Recognition.Quantization.Onnx;

/// <summary>ModelProto and its GraphProto: nodes, constants and the names of inputs and outputs; everything else is kept as it came.</summary>
internal sealed class OnnxFile
{
    // ModelProto
    private const int VersionField = 1, GraphField = 7, OperatorsField = 8, FunctionsField = 25;

    // OperatorSetIdProto
    private const int OperatorsDomain = 1, OperatorsVersion = 2;

    // GraphProto
    private const int NodeField = 1, ConstantField = 5, InputField = 11, OutputField = 12, SparseConstantField = 15;

    // ValueInfoProto
    private const int ValueName = 1;

    private readonly WireMessage _model;
    private readonly WireMessage _graph;

    private OnnxFile(WireMessage model)
    {
        _model = model;
        _graph = model.Message(GraphField);
        Nodes = [.. _graph.All(NodeField).Select(WireMessage.Parse).Select(message => new OnnxNode(message))];
        Constants = [.. _graph.All(ConstantField).Select(OnnxTensor.Parse)];
    }

    public List<OnnxNode> Nodes { get; }

    public List<OnnxTensor> Constants { get; }

    /// <summary>Names of the inputs that a caller gives: constants that are listed among them, as old files do, are left out.</summary>
    public IEnumerable<string> Inputs => _graph.All(InputField).Select(NameOf).Except(Constants.Select(constant => constant.Name));

    public IEnumerable<string> Outputs => _graph.All(OutputField).Select(NameOf);

    /// <summary>Weights in a sparse form, or operators that the file itself defines.</summary>
    public bool HasUncommonParts => _graph.Has(SparseConstantField) || _model.Has(FunctionsField);

    /// <summary>Version of ONNX's own operators.</summary>
    public long Opset
    {
        get => _model.All(OperatorsField).Select(WireMessage.Parse).Where(IsOnnx).Select(set => set.Number(OperatorsVersion)).LastOrDefault() ?? 1;
        set
        {
            var onnx = new WireMessage().Add(OperatorsDomain, "").Add(OperatorsVersion, value).ToArray();
            _model.Replace(OperatorsField, [onnx, .. _model.All(OperatorsField).Where(set => !IsOnnx(WireMessage.Parse(set)))]);
        }
    }

    /// <exception cref="InvalidDataException">It is no ONNX model.</exception>
    public static OnnxFile Parse(ReadOnlyMemory<byte> bytes) => new(WireMessage.Parse(bytes));

    /// <summary>Before version 4 every constant was an input too, which a caller might have replaced.</summary>
    public void ModerniseInputs(long version)
    {
        var inputs = Inputs.ToHashSet(StringComparer.Ordinal);
        _graph.Replace(InputField, [.. _graph.All(InputField).Where(input => inputs.Contains(NameOf(input)))]);
        _model.Replace(VersionField, Math.Max(version, _model.Number(VersionField) ?? 0));
    }

    /// <summary>Makes inner tensors outputs too. Their types are left to ONNX Runtime.</summary>
    public void Expose(IEnumerable<string> tensors)
    {
        foreach (var tensor in tensors.Except(Outputs).ToArray())
            _graph.Add(OutputField, new WireMessage().Add(ValueName, Encoding.UTF8.GetBytes(tensor)));
    }

    public byte[] ToArray()
    {
        _graph.Replace(NodeField, Nodes.Select(node => (ReadOnlyMemory<byte>)node.ToArray()));
        _graph.Replace(ConstantField, Constants.Select(constant => (ReadOnlyMemory<byte>)constant.ToArray()));
        _model.Replace(GraphField, [_graph.ToArray()]);
        return _model.ToArray();
    }

    private static string NameOf(ReadOnlyMemory<byte> value) => WireMessage.Parse(value).Text(ValueName);

    private static bool IsOnnx(WireMessage set) => set.Text(OperatorsDomain) is "" or "ai.onnx";
}
