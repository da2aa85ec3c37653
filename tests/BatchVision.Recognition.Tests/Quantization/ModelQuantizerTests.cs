using BatchVision.Recognition.Models;
using BatchVision.Recognition.Quantization;
using BatchVision.Recognition.Quantization.Onnx;
using BatchVision.Recognition.Tests.Models;
using BatchVision.TestAssets;

namespace BatchVision.Recognition.Tests.Quantization;

public sealed class ModelQuantizerTests : IDisposable
{
    private readonly DirectoryInfo _repository = Directory.CreateTempSubdirectory("batchvision-int8-test-");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _repository.Delete(recursive: true);

    [Fact]
    public void Quantize_OwnModel_AnswersAsBeforeWithInt8Weights()
    {
        using var model = new ModelRepository(OwnModels.Folder).Load("everyday");
        var progress = new List<long>();

        using var int8 = Quantize(OwnModels.Folder, model, OwnModels.Samples, progress, out var quantized);
        var agreement = new ModelComparison(model, int8).Run(OwnModels.Samples, null, Token);

        var graph = OnnxFile.Parse(quantized.Onnx);
        var original = OnnxFile.Parse(OwnModels.Onnx("everyday"));
        Assert.Equal(original.Inputs, graph.Inputs);
        Assert.Equal(original.Outputs, graph.Outputs);
        Assert.True(quantized.Int8Nodes["Conv"] >= 5);
        Assert.Equal(quantized.Int8Nodes["Conv"], graph.Constants.Count(constant => constant is { Type: OnnxType.Int8, Dimensions.Length: 4 }));
        Assert.True(graph.Opset >= 13);
        Assert.Equal((ModelPrecision.Float32, ModelPrecision.Int8), (ModelPrecision.Of(original), ModelPrecision.Of(graph)));
        Assert.NotEqual(model.Identity.Fingerprint, int8.Identity.Fingerprint);
        Assert.Equal(("everyday-int8", "1-int8", model.Manifest.Task), (int8.Manifest.Name, int8.Manifest.Version, int8.Manifest.Task));
        Assert.Equal(model.Labels, int8.Labels);
        Assert.Equal(OwnModels.Samples.Length, quantized.Samples);
        Assert.Equal(Enumerable.Range(1, 2 * OwnModels.Samples.Length).Select(i => (long)i), progress);
        Assert.True(agreement.Answers >= 2);
        Assert.InRange(agreement.Agreement, 0.5, 1);
        Assert.InRange(agreement.MeanDifference, 0, 0.05);
        Assert.True(quantized.Onnx.Length < OwnModels.Onnx("everyday").Length / 3);
    }

    [Fact]
    public void Quantize_Detector_FindsTheSameBoxes()
    {
        using var model = new ModelRepository(OwnModels.Folder).Load("logos");

        using var int8 = Quantize(OwnModels.Folder, model, OwnModels.Samples, [], out _);
        var agreement = new ModelComparison(model, int8).Run(OwnModels.Samples, null, Token);

        Assert.True(agreement.Answers >= 20);
        Assert.InRange(agreement.Agreement, 0.85, 1);
        Assert.InRange(agreement.MeanDifference, 0, 0.1);
    }

    [Fact]
    public void Quantize_MobileNet_AgreesOnImagesItHasNotSeen()
    {
        var repository = AssetModels.Repository();
        var images = Directory.GetFiles(SharedAssets.Images("imagenet-200")).Order(StringComparer.Ordinal).ToArray();
        using var model = new ModelRepository(repository).Load("mobilenetv2_f32");

        using var int8 = Quantize(repository, model, [.. images.Where((_, i) => i % 4 == 0)], [], out var quantized);
        var agreement = new ModelComparison(model, int8).Run([.. images.Where((_, i) => i % 2 == 1)], null, Token);

        // What 100 images leave to chance is 2 of them, at an agreement of 0.95.
        TestContext.Current.TestOutputHelper?.WriteLine($"{agreement}");
        Assert.Equal(100, agreement.Images);
        Assert.InRange(agreement.Agreement, 0.9, 1);
        Assert.InRange(agreement.MeanDifference, 0, 0.06);
        Assert.Equal(1, quantized.Int8Nodes["Gemm"]);
    }

    [Fact]
    public void Quantize_NoReadableImage_IsRefused()
    {
        using var model = new ModelRepository(OwnModels.Folder).Load("everyday");

        var exception = Assert.Throws<ModelException>(() =>
            new ModelQuantizer(model, OwnModels.Onnx("everyday"), "model.onnx").Quantize([Path.Combine(OwnModels.Folder, "README.md")], null, Token));

        Assert.Equal("model.onnx: none of the 1 samples is an image that can be read; name a folder of images such as the model will see", exception.Message);
    }

    [Theory]
    [InlineData("QuantizeLinear", "is int8 already; quantise the float32 model")]
    [InlineData("ConvInteger", "is int8 (dynamic) already; quantise the float32 model")]
    public void Graph_InInt8_IsRefused(string type, string expected) => AssertRefused(expected, file => file.Nodes.Add(new OnnxNode(type, "q", ["x"], ["y"])));

    [Fact]
    public void Graph_InFloat16_IsRefused() => AssertRefused(
        "is float16 already", file => file.Constants.Add(OnnxTensor.Of<Half>("half", OnnxType.Float16, [4_000_000], new Half[4_000_000])));

    [Fact]
    public void Graph_WithAGraphInside_IsRefused() => AssertRefused(
        "holds a graph inside the node 'loop' (Loop)",
        file => file.Nodes.Add(new OnnxNode(new WireMessage().Add(3, "loop").Add(4, "Loop").Add(5, new WireMessage().Add(1, "body").Add(6, new WireMessage())))));

    [Fact]
    public void Graph_WhoseNodesAreNoModel_IsRefused() => AssertRefused(
        "ONNX Runtime does not simplify it", file => file.Nodes.Add(new OnnxNode("Relu", "dangling", ["nowhere"], ["z"])));

    [Fact]
    public void Graph_WithoutWeights_IsRefused() => AssertRefused("has no convolution and no matrix product", TinyOnnx.ChannelMeans());

    [Fact]
    public void Graph_OfOldOperators_IsRefused()
    {
        var file = OnnxFile.Parse(OwnModels.Onnx("everyday"));
        file.Nodes.Add(new OnnxNode("Hardmax", "old", ["x"], ["y"]));
        file.Opset = 12;

        var exception = Assert.Throws<ModelException>(() => OpsetUpgrade.Apply(file, 13, "model.onnx"));

        Assert.Contains("is written for version 12 of ONNX's operators, and Hardmax ('old') meant something else", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Upgrade_AttributesThatBecameInputs_AreMoved()
    {
        var file = OnnxFile.Parse(default);
        var clip = new WireMessage().Add(1, "x").Add(2, "y").Add(4, "Clip").Add(5, WireMessage.Parse(Convert.FromHexString("0A036D6178" + "150000C040")));
        file.Nodes.Add(new OnnxNode(clip));
        file.Nodes.Add(new OnnxNode("Squeeze", "all", ["y"], ["z"]));
        file.Opset = 9;

        OpsetUpgrade.Apply(file, 13, "model.onnx");

        Assert.Equal(13, file.Opset);
        Assert.Equal(["x", "", "y/max"], file.Nodes[0].Inputs);
        Assert.False(file.Nodes[0].Has("max"));
        Assert.Equal([6f], Assert.Single(file.Constants).Floats());
        Assert.Equal(["y"], file.Nodes[1].Inputs);
    }

    private static void AssertRefused(string expected, Action<OnnxFile> change)
    {
        var file = OnnxFile.Parse(OwnModels.Onnx("everyday"));
        change(file);
        AssertRefused(expected, file.ToArray());
    }

    private static void AssertRefused(string expected, byte[] onnx)
    {
        var exception = Assert.Throws<ModelException>(() => FloatGraph.Of(onnx, "model.onnx"));

        Assert.StartsWith("model.onnx: ", exception.Message, StringComparison.Ordinal);
        Assert.Contains(expected, exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', exception.Message);
    }

    // Weights of 7 bits, so that the figures hold on any processor.
    private OnnxModel Quantize(string repository, OnnxModel model, string[] images, List<long> progress, out QuantizedModel quantized)
    {
        var name = model.Manifest.Name;
        var onnx = new ModelRepository(repository).ReadOnnx(name);
        quantized = new ModelQuantizer(model, onnx, "model.onnx") { WeightBits = 7 }.Quantize(images, (done, _) => progress.Add(done), Token);
        quantized.WriteTo(Path.Combine(repository, name), _repository.CreateSubdirectory($"{name}-int8").FullName, $"{name}-int8", "a test");
        return new ModelRepository(_repository.FullName).Load($"{name}-int8");
    }
}
