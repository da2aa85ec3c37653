using BatchVision.Recognition.Imaging;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace BatchVision.Recognition.Models;

/// <summary>Brings the manifest's input and the graph's together: what one leaves open the other fills, what both say must agree.</summary>
internal sealed class InputResolver(string manifestFile, ManifestInput manifest, GraphTensor graph)
{
    private readonly List<string> _errors = [];

    public InputSpec Resolve()
    {
        var element = Element();
        if (graph.Dimensions.Length != 4)
            throw new ModelException($"{manifestFile}: input: the graph's input {graph} has {graph.Dimensions.Length} axes; export the model with an image input of four, such as [N, 3, 224, 224]");

        var layout = Layout();
        var (channelAxis, heightAxis, widthAxis) = layout == TensorLayout.Nchw ? (1, 2, 3) : (3, 1, 2);
        var channels = manifest.Color == ColorOrder.Gray ? 1 : 3;
        if (graph.Dimensions[channelAxis] is > 0 and var stated && stated != channels)
            Fault("color", $"has {channels} channels, but the graph's input {graph} has {stated}", "use gray for 1, rgb or bgr for 3, or correct the layout");
        var height = Side("height", manifest.Height, graph.Dimensions[heightAxis]);
        var width = Side("width", manifest.Width, graph.Dimensions[widthAxis]);
        if (manifest.Resize.Mode == ResizeMode.CenterCrop && manifest.Resize.ShortSide < Math.Max(width, height))
            Fault("resize.short_side", $"is {manifest.Resize.ShortSide}, smaller than the input of {width} × {height}", $"use at least {Math.Max(width, height)}");

        if (_errors.Count > 0)
            throw new ModelException(string.Join('\n', _errors));
        return new InputSpec(width, height, layout, element, manifest.Color, manifest.Resize, manifest.Scale, manifest.Mean, manifest.Std);
    }

    private TensorElement Element()
    {
        var element = graph.Type switch
        {
            TensorElementType.Float => TensorElement.Float32,
            TensorElementType.Float16 => TensorElement.Float16,
            TensorElementType.UInt8 => TensorElement.UInt8,
            _ => throw new ModelException($"{manifestFile}: input.dtype: the graph's input {graph} takes {graph.Type}; export it with float32, float16 or uint8"),
        };
        if (manifest.ElementType is { } stated && stated != element)
            Fault("dtype", $"is {stated.ToString().ToLowerInvariant()}, but the graph's input {graph} takes {element.ToString().ToLowerInvariant()}", "remove the field or restore the model it was written for");
        return element;
    }

    private TensorLayout Layout()
    {
        var first = graph.Dimensions[1] is 1 or 3;
        var last = graph.Dimensions[3] is 1 or 3;
        if (first != last && manifest.Layout is { } stated && stated != (first ? TensorLayout.Nchw : TensorLayout.Nhwc))
            Fault("layout", $"is {stated.ToString().ToLowerInvariant()}, but the graph's input is {graph}", "remove the field or restore the model it was written for");
        if (first != last)
            return first ? TensorLayout.Nchw : TensorLayout.Nhwc;
        return manifest.Layout
            ?? throw new ModelException($"{manifestFile}: input.layout: is missing and the graph's input {graph} does not tell; add layout: nchw or nhwc");
    }

    private int Side(string field, int? stated, int actual)
    {
        if (stated is null && actual <= 0)
            Fault(field, $"is missing and the graph's input {graph} leaves it open", $"add {field}: in pixels");
        if (stated is not null && actual > 0 && stated != actual)
            Fault(field, $"is {stated}, but the graph's input {graph} has {actual}", "remove the field or restore the model it was written for");
        return actual > 0 ? actual : stated ?? 1;
    }

    private void Fault(string field, string what, string mend) => _errors.Add($"{manifestFile}: input.{field}: {what}; {mend}");
}
