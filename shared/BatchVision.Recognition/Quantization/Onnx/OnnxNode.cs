namespace BatchVision.Recognition.Quantization.Onnx;

/// <summary>NodeProto: one operator of a graph.</summary>
internal sealed class OnnxNode
{
    // NodeProto
    private const int InputField = 1, OutputField = 2, NameField = 3, TypeField = 4, AttributeField = 5, DomainField = 7;

    // AttributeProto
    private const int AttributeName = 1, FloatValue = 2, IntegerValue = 3, TextValue = 4, TensorValue = 5, GraphValue = 6, IntegersValue = 8, GraphsValue = 11, AttributeType = 20;
    private const int IntegerType = 2;

    private readonly WireMessage _message;

    public OnnxNode(WireMessage message)
    {
        _message = message;
        Inputs = [.. message.Texts(InputField)];
        Outputs = [.. message.Texts(OutputField)];
        Type = message.Text(TypeField);
        Name = message.Text(NameField);
        // "ai.onnx" is the written-out name of the default.
        Domain = message.Text(DomainField) is var domain && domain == "ai.onnx" ? "" : domain;
    }

    public OnnxNode(string type, string name, IReadOnlyList<string> inputs, IReadOnlyList<string> outputs)
        : this(new WireMessage().Add(NameField, name).Add(TypeField, type))
    {
        Inputs = [.. inputs];
        Outputs = [.. outputs];
    }

    public List<string> Inputs { get; }

    public List<string> Outputs { get; }

    public string Type { get; }

    public string Name { get; }

    /// <summary>"" for the operators of ONNX itself.</summary>
    public string Domain { get; }

    /// <summary>True for If, Loop, Scan and their like.</summary>
    public bool HoldsGraph => _message.All(AttributeField).Select(WireMessage.Parse).Any(attribute => attribute.Has(GraphValue) || attribute.Has(GraphsValue));

    public bool Is(string type) => Domain.Length == 0 && Type == type;

    public long Integer(string attribute, long absent) => Attribute(attribute)?.Number(IntegerValue) ?? absent;

    public float Float(string attribute, float absent) => Attribute(attribute)?.Float(FloatValue) ?? absent;

    public bool Has(string attribute) => Attribute(attribute) is not null;

    public long[]? Integers(string attribute) => Attribute(attribute)?.Numbers(IntegersValue);

    public string Text(string attribute, string absent) => Attribute(attribute)?.Text(TextValue) ?? absent;

    /// <summary>The tensor of a Constant; null where there is none.</summary>
    public OnnxTensor? Tensor(string attribute) => Attribute(attribute)?.All(TensorValue).Select(OnnxTensor.Parse).FirstOrDefault();

    public OnnxNode With(string attribute, long value)
    {
        _message.Add(AttributeField, new WireMessage().Add(AttributeName, attribute).Add(IntegerValue, value).Add(AttributeType, IntegerType));
        return this;
    }

    public void Remove(string attribute) =>
        _message.Replace(AttributeField, [.. _message.All(AttributeField).Where(bytes => WireMessage.Parse(bytes).Text(AttributeName) != attribute)]);

    public byte[] ToArray()
    {
        _message.Replace(InputField, Inputs.Select(Utf8));
        _message.Replace(OutputField, Outputs.Select(Utf8));
        return _message.ToArray();
    }

    private WireMessage? Attribute(string name) =>
        _message.All(AttributeField).Select(WireMessage.Parse).FirstOrDefault(attribute => attribute.Text(AttributeName) == name);

    private static ReadOnlyMemory<byte> Utf8(string text) => System.Text.Encoding.UTF8.GetBytes(text);
}
