using Microsoft.ML.OnnxRuntime;

namespace BatchVision.Recognition.Models;

/// <summary>What a session says about its graph: one image input, some outputs.</summary>
internal sealed record OnnxGraph(GraphTensor Input, IReadOnlyList<GraphTensor> Outputs)
{
    public static OnnxGraph Of(InferenceSession session, string file)
    {
        if (session.InputMetadata.Count != 1)
        {
            throw new ModelException(
                $"{file}: has {session.InputMetadata.Count} inputs ({string.Join(", ", session.InputNames)}); " +
                "only models with one image input can be run, so export it with the others as constants");
        }

        var input = Tensor(session.InputNames[0], session.InputMetadata[session.InputNames[0]])
            ?? throw new ModelException($"{file}: input '{session.InputNames[0]}' is not a tensor; export the model with an image tensor as its input");
        var outputs = session.OutputNames
            .Select(name => Tensor(name, session.OutputMetadata[name]))
            .OfType<GraphTensor>().Where(output => output.IsFloat && output.Dimensions.Length > 0)
            .ToArray();
        return outputs.Length > 0
            ? new OnnxGraph(input, outputs)
            : throw new ModelException($"{file}: none of its outputs ({string.Join(", ", session.OutputNames)}) is a float32 or float16 tensor; export scores as floats");
    }

    /// <summary>Runs one blank image to learn the output shapes that the graph leaves open.</summary>
    public OnnxGraph WithMeasuredOutputs(InferenceSession session, long[] inputShape, int inputBytes)
    {
        if (Outputs.All(output => output.IsFixed))
            return this;

        var blank = new AlignedBuffer(inputBytes);
        using var value = OrtValue.CreateTensorValueWithData(OrtMemoryInfo.DefaultInstance, Input.Type, inputShape, blank.Address, blank.Length);
        using var options = new RunOptions();
        using var results = session.Run(options, [Input.Name], [value], [.. Outputs.Select(output => output.Name)]);
        var measured = Outputs.Select((output, i) =>
            output with { Dimensions = [.. results[i].GetTensorTypeAndShape().Shape.Select(size => checked((int)size))] });
        return this with { Outputs = [.. measured] };
    }

    private static GraphTensor? Tensor(string name, NodeMetadata metadata) => metadata.IsTensor
        ? new GraphTensor(name, metadata.ElementDataType, metadata.Dimensions, metadata.Dimensions.Skip(1).All(size => size > 0))
        : null;
}
