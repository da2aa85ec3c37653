using BatchVision.Recognition.Imaging;
using BatchVision.Recognition.Models;
using Microsoft.ML.OnnxRuntime;

namespace BatchVision.Recognition.Tests.Models;

public sealed class ModelRepositoryTests
{
    [Fact]
    public void Load_FillsTheInputFromTheGraph()
    {
        using var folder = new ModelFolder();

        using var model = folder.Load();

        Assert.Equal((4, 4, TensorLayout.Nchw, TensorElement.Float32), (model.Input.Width, model.Input.Height, model.Input.Layout, model.Input.ElementType));
        Assert.Equal(["red", "green", "blue"], model.Labels);
        Assert.Null(model.FixedBatchSize);
        Assert.Equal(("tiny", "1", "classification"), (model.Identity.Name, model.Identity.Version, model.Identity.Task));
        Assert.Matches("^[0-9a-f]{64}$", model.Identity.Fingerprint);
    }

    [Fact]
    public void List_NamesFoldersWithAManifest_Sorted()
    {
        using var folder = new ModelFolder();
        foreach (var name in new[] { "zebra", "ant" })
            File.Copy(folder.FileOf("model.yaml"), Path.Combine(Directory.CreateDirectory(Path.Combine(folder.Repository, name)).FullName, "model.yaml"));
        Directory.CreateDirectory(Path.Combine(folder.Repository, "empty"));

        Assert.Equal(["ant", "tiny", "zebra"], new ModelRepository(folder.Repository).List());
    }

    [Fact]
    public void List_WithoutFolder_SaysWhatToDo()
    {
        var message = Assert.Throws<ModelException>(() => new ModelRepository("/no/such/folder").List()).Message;

        Assert.Contains("/no/such/folder: no such folder of models", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("tinny", "(did you mean 'tiny'?); there are tiny")]
    [InlineData("../tiny", "no model '../tiny'")]
    public void Load_UnknownModel_ListsTheKnown(string name, string expected)
    {
        using var folder = new ModelFolder();

        var message = Assert.Throws<ModelException>(() => new ModelRepository(folder.Repository).Load(name)).Message;

        Assert.Contains(expected, message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_FolderOfAnotherName_IsRefused()
    {
        using var folder = new ModelFolder();
        Directory.Move(folder.Path, Path.Combine(folder.Repository, "other"));

        var message = Assert.Throws<ModelException>(() => new ModelRepository(folder.Repository).Load("other")).Message;

        Assert.Contains("name: is 'tiny', but the folder is 'other'", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_OtherBytesThanTheChecksum_GivesBothAndTheRemedy()
    {
        using var folder = new ModelFolder(ModelFolder.Yaml.Replace("SHA", new string('0', 64), StringComparison.Ordinal));

        var message = folder.LoadError();

        Assert.Contains($"sha256: {new string('0', 64)}", message, StringComparison.Ordinal);
        Assert.Matches("its SHA-256 is [0-9a-f]{64}", message);
        Assert.Contains("restore the file, or correct sha256", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("this is no protobuf")]
    public void Load_CorruptOnnx_IsOneClearLine(string content)
    {
        using var folder = new ModelFolder(onnx: System.Text.Encoding.UTF8.GetBytes(content));

        AssertOneLine(folder.LoadError(), "model.onnx: ONNX Runtime cannot load it", "restore the file or export it again");
    }

    [Fact]
    public void Load_TruncatedOnnx_IsOneClearLine()
    {
        using var folder = new ModelFolder(onnx: TinyOnnx.ChannelMeans()[..60]);

        AssertOneLine(folder.LoadError(), "model.onnx: ONNX Runtime cannot load it", "restore the file or export it again");
    }

    [Theory]
    [InlineData("red\ngreen\n", "has 2 labels, but output 'y' [N, 3, 1, 1] has 3 classes")]
    [InlineData("a\nb\nc\nd\n", "has 4 labels, but output 'y' [N, 3, 1, 1] has 3 classes")]
    [InlineData("a\n\nc\n", "labels.txt:2: is a blank line")]
    public void Load_WrongLabels_GivesBothNumbers(string labels, string expected)
    {
        using var folder = new ModelFolder(labels: labels);

        Assert.Contains(expected, folder.LoadError(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("model.onnx")]
    [InlineData("labels.txt")]
    public void Load_MissingFile_NamesIt(string file)
    {
        using var folder = new ModelFolder();
        File.Delete(folder.FileOf(file));

        Assert.Contains($"{file}: is missing; put", folder.LoadError(), StringComparison.Ordinal);
    }

    [Fact]
    public void Load_MoreThanOneInput_IsRefused()
    {
        using var folder = new ModelFolder(onnx: TinyOnnx.TwoInputs());

        Assert.Contains("has 2 inputs (x, z)", folder.LoadError(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("weights.bin")]
    [InlineData("../../etc/passwd")]
    public void Load_ExternalWeights_AreRefusedBeforeTheyAreRead(string location)
    {
        using var folder = new ModelFolder(onnx: TinyOnnx.WithExternalWeights(location));

        AssertOneLine(folder.LoadError(), "keeps weights in other files", "save it as one file");
    }

    [Theory]
    [InlineData("color: rgb", "color: gray", "input.color: has 1 channels, but the graph's input 'x' [N, 3, 4, 4] has 3")]
    [InlineData("color: rgb", "width: 5\n  color: rgb", "input.width: is 5, but the graph's input 'x' [N, 3, 4, 4] has 4")]
    [InlineData("color: rgb", "layout: nhwc\n  color: rgb", "input.layout: is nhwc, but the graph's input is 'x' [N, 3, 4, 4]")]
    [InlineData("color: rgb", "dtype: float16\n  color: rgb", "input.dtype: is float16, but the graph's input 'x' [N, 3, 4, 4] takes float32")]
    [InlineData("mode: stretch", "mode: center-crop, short_side: 3", "input.resize.short_side: is 3, smaller than the input of 4 × 4")]
    [InlineData("softmax, top_k: 3", "yolox", "output.decoder: yolox needs one output")]
    [InlineData("softmax, top_k: 3", "boxes-scores", "output.decoder: boxes-scores needs boxes [N, K, 4] and scores")]
    public void Load_ManifestAgainstGraph_SaysWhatBothSay(string old, string replacement, string expected)
    {
        using var folder = new ModelFolder(ModelFolder.Yaml.Replace(old, replacement, StringComparison.Ordinal));

        Assert.Contains(expected, folder.LoadError(), StringComparison.Ordinal);
    }

    [Fact]
    public void Load_OpenSidesInTheGraph_TakesThemFromTheManifestOrAsks()
    {
        var onnx = TinyOnnx.ChannelMeans(input: ["N", 3L, "h", "w"]);
        using var silent = new ModelFolder(onnx: onnx);
        using var stated = new ModelFolder(ModelFolder.Yaml.Replace("color:", "width: 6\n  height: 5\n  color:", StringComparison.Ordinal), onnx);

        Assert.Contains("input.width: is missing and the graph's input 'x' [N, 3, ?, ?] leaves it open", silent.LoadError(), StringComparison.Ordinal);
        using var model = stated.Load();
        Assert.Equal((6, 5), (model.Input.Width, model.Input.Height));
    }

    [Fact]
    public void Load_ModelThatDoesNotRunAtItsSize_IsOneClearLine()
    {
        var yaml = ModelFolder.Yaml.Replace("color:", "layout: nchw\n  width: 5\n  height: 5\n  color:", StringComparison.Ordinal);
        using var folder = new ModelFolder(yaml, TinyOnnx.Reshaped(elements: 48));

        AssertOneLine(folder.LoadError(), "model.onnx: does not run on a blank image", "export it again");
    }

    [Theory]
    [InlineData(ExecutionProvider.Cuda, "CUDAExecutionProvider")]
    [InlineData(ExecutionProvider.TensorRt, "TensorrtExecutionProvider")]
    public void Load_ProviderThatIsNotInTheBuild_FailsAtOnce(ExecutionProvider provider, string native)
    {
        Assert.SkipWhen(OrtEnv.Instance().GetAvailableProviders().Contains(native), "This build has the provider.");
        using var folder = new ModelFolder();

        AssertOneLine(
            folder.LoadError(new SessionSettings { Provider = provider }),
            $"Execution provider {provider} is not in this build", "-p:Accelerator=cuda");
    }

    [Fact]
    public void Fingerprint_FollowsWhatShapesTheAnswer_AndNothingElse()
    {
        var original = Fingerprint(ModelFolder.Yaml);

        Assert.Equal(original, Fingerprint(ModelFolder.Yaml));
        Assert.Equal(original, Fingerprint(ModelFolder.Yaml + "\nbatching: {max_batch_size: 4, max_queue_delay: 1s}"));
        Assert.Equal(original, Fingerprint(ModelFolder.Yaml.Replace("color:", "width: 4\n  mean: [0, 0, 0]\n  color:", StringComparison.Ordinal)));
        Assert.Equal(original, Fingerprint(ModelFolder.Yaml.Replace("version: \"1\"", "version: \"2\"\nlicense: MIT", StringComparison.Ordinal)));
        string[] others =
        [
            Fingerprint(ModelFolder.Yaml.Replace("color:", "mean: [0, 0, 1]\n  color:", StringComparison.Ordinal)),
            Fingerprint(ModelFolder.Yaml.Replace("color:", "std: [1, 1, 2]\n  color:", StringComparison.Ordinal)),
            Fingerprint(ModelFolder.Yaml.Replace("color:", "scale: 2\n  color:", StringComparison.Ordinal)),
            Fingerprint(ModelFolder.Yaml.Replace("color: rgb", "color: bgr", StringComparison.Ordinal)),
            Fingerprint(ModelFolder.Yaml.Replace("stretch", "letterbox", StringComparison.Ordinal)),
            Fingerprint(ModelFolder.Yaml.Replace("stretch", "letterbox, pad: 1", StringComparison.Ordinal)),
            Fingerprint(ModelFolder.Yaml.Replace("stretch", "letterbox, position: top-left", StringComparison.Ordinal)),
            Fingerprint(ModelFolder.Yaml.Replace("top_k: 3", "top_k: 2", StringComparison.Ordinal)),
            Fingerprint(ModelFolder.Yaml.Replace("top_k: 3", "top_k: 3, floor: 0.5", StringComparison.Ordinal)),
            Fingerprint(ModelFolder.Yaml.Replace("softmax", "sigmoid", StringComparison.Ordinal)),
            Fingerprint(ModelFolder.Yaml, labels: "red\nblue\ngreen\n"),
            Fingerprint(ModelFolder.Yaml, TinyOnnx.ChannelMeans(output: ["N", 3L, 1L, ""])),
        ];
        Assert.Equal(others.Length, others.Except([original]).Distinct().Count());
    }

    private static string Fingerprint(string yaml, byte[]? onnx = null, string labels = "red\ngreen\nblue\n")
    {
        using var folder = new ModelFolder(yaml, onnx, labels);
        using var model = folder.Load();
        return model.Identity.Fingerprint;
    }

    private static void AssertOneLine(string message, params string[] parts)
    {
        Assert.DoesNotContain('\n', message);
        foreach (var part in parts)
            Assert.Contains(part, message, StringComparison.Ordinal);
    }
}
