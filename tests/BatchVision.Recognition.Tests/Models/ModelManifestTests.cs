using BatchVision.Recognition.Imaging;
using BatchVision.Recognition.Models;
using BatchVision.Recognition.Outputs;

namespace BatchVision.Recognition.Tests.Models;

public sealed class ModelManifestTests
{
    private const string Full =
        """
        name: tiny
        version: "1"
        task: detection
        license: MIT
        source: https://example.org/tiny
        sha256: 0123456789ABCDEF0123456789abcdef0123456789abcdef0123456789abcdef
        input:
          width: 224
          height: 192
          layout: nhwc
          dtype: float16
          color: bgr
          resize: {mode: center-crop, short_side: 256}
          scale: 1/255
          mean: [0.485, 0.456, 0.406]
          std: [0.229, 0.224, 0.225]
        output: {decoder: boxes-scores, top_k: 7, floor: 0.3, nms_iou: 0.5, background: 0}
        batching: {max_batch_size: 16, max_queue_delay: 5ms}
        """;

    [Fact]
    public void Manifest_WithEveryField_IsReadInFull()
    {
        var manifest = Read(Full);

        Assert.Equal(("tiny", "1", "detection", "MIT"), (manifest.Name, manifest.Version, manifest.Task, manifest.License));
        Assert.Equal("0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef", manifest.Sha256);
        Assert.Equal(
            (224, 192, TensorLayout.Nhwc, TensorElement.Float16, ColorOrder.Bgr, 1 / 255f),
            (manifest.Input.Width, manifest.Input.Height, manifest.Input.Layout, manifest.Input.ElementType, manifest.Input.Color, manifest.Input.Scale));
        Assert.Equal(new ResizeSpec(ResizeMode.CenterCrop, 256), manifest.Input.Resize);
        Assert.Equal([0.485f, 0.456f, 0.406f], manifest.Input.Mean);
        Assert.Equal([0.229f, 0.224f, 0.225f], manifest.Input.Std);
        Assert.Equal(new OutputSpec(DecoderKind.BoxesScores, 7, 0.3f, 0.5f, 0), manifest.Output);
        Assert.Equal(new BatchingSpec(16, TimeSpan.FromMilliseconds(5)), manifest.Batching);
    }

    [Fact]
    public void Manifest_WithOnlyRequiredFields_HasDefaults()
    {
        var manifest = Read(ModelFolder.Yaml.Replace("SHA", new string('a', 64), StringComparison.Ordinal).Replace(", top_k: 3", "", StringComparison.Ordinal));

        Assert.Null(manifest.Input.Width);
        Assert.Equal(1, manifest.Input.Scale);
        Assert.Equal([0f, 0f, 0f], manifest.Input.Mean);
        Assert.Equal([1f, 1f, 1f], manifest.Input.Std);
        Assert.Equal(new OutputSpec(DecoderKind.Softmax, 5, 0.01f, 0.45f), manifest.Output);
        Assert.Equal(new BatchingSpec(), manifest.Batching);
    }

    [Theory]
    [InlineData("500us", 0.5)]
    [InlineData("0ms", 0)]
    [InlineData("2.5ms", 2.5)]
    [InlineData("1s", 1000)]
    public void Manifest_QueueDelay_TakesUnits(string text, double milliseconds)
    {
        var manifest = Read(Full.Replace("5ms", text, StringComparison.Ordinal));

        Assert.Equal(TimeSpan.FromMilliseconds(milliseconds), manifest.Batching.MaxQueueDelay);
    }

    // Old text, new text, then what the message must hold: the field, and how to mend it.
    [Theory]
    [InlineData("name: tiny", "nam: tiny", ": name: is missing", "add name:")]
    [InlineData("name: tiny", "nam: tiny", "nam: is not a known field", "did you mean 'name'?")]
    [InlineData("name: tiny", "name: ../tiny", "name: is '../tiny'", "use letters, digits")]
    [InlineData("name: tiny", "name: a/b", "name: is 'a/b'", "use letters, digits")]
    [InlineData("name: tiny", "name: ''", "name: is empty", "give text")]
    [InlineData("name: tiny", "name: [tiny]", "name: is a list or a mapping", "give text")]
    [InlineData("name: tiny", "name: tiny\nname: tiny", "Duplicate key", "mend the line")]
    [InlineData("name: tiny", "name: \"tiny", "is not valid YAML", "mend the line")]
    [InlineData("task: detection", "task: detecton", "task: is 'detecton'", "did you mean 'detection'?")]
    [InlineData("sha256: 0123", "sha256: xyz0123", "sha256: is 'xyz0123", "64 hexadecimal digits")]
    [InlineData("width: 224", "width: -224", "input.width: is '-224'", "from 1 to 8192")]
    [InlineData("width: 224", "width: wide", "input.width: is 'wide'", "give a whole number")]
    [InlineData("layout: nhwc", "layout: hwc", "input.layout: is 'hwc'", "nchw, nhwc (did you mean 'nhwc'?)")]
    [InlineData("dtype: float16", "dtype: int8", "input.dtype: is 'int8'", "float32, float16, uint8")]
    [InlineData("color: bgr", "colour: bgr", "input.colour: is not a known field", "did you mean 'color'?")]
    [InlineData("color: bgr", "layout2: 1", "input.color: is missing", "add color:")]
    [InlineData("color: bgr", "color: gray", "input.mean: has 3 values", "give 1, one per channel")]
    [InlineData("{mode: center-crop, short_side: 256}", "stretch", "input.resize: is not a mapping", "{field: value}")]
    [InlineData("mode: center-crop", "mode: crop", "input.resize.mode: is 'crop'", "stretch, center-crop, letterbox")]
    [InlineData("short_side: 256", "short_side: 200", "input.resize.short_side: is 200, smaller than the input", "use at least 224")]
    [InlineData(", short_side: 256", "", "input.resize.short_side: is missing", "short_side: 256")]
    [InlineData("mode: center-crop", "mode: stretch", "input.resize.short_side: means nothing here", "use mode: center-crop")]
    [InlineData("short_side: 256", "short_side: 256, pad: 114", "input.resize.pad: means nothing here", "use mode: letterbox")]
    [InlineData("mode: center-crop, short_side: 256", "mode: letterbox, pad: 300", "input.resize.pad: is '300'", "from 0 to 255")]
    [InlineData("mode: center-crop, short_side: 256", "mode: letterbox, position: topleft", "position: is 'topleft'", "did you mean 'top-left'?")]
    [InlineData("scale: 1/255", "scale: 0", "input.scale: is 0", "1/255")]
    [InlineData("scale: 1/255", "scale: 1/0", "input.scale: is '1/0'", "give a number")]
    [InlineData("scale: 1/255", "scale: .nan", "input.scale: is '.nan'", "give a number")]
    [InlineData("mean: [0.485, 0.456, 0.406]", "mean: 0.5", "input.mean: is not a list", "mean: [0.5, 0.5, 0.5]")]
    [InlineData("mean: [0.485, 0.456, 0.406]", "mean: [0.5, x, 0.5]", "input.mean: has 'x' at position 2", "list of numbers")]
    [InlineData("std: [0.229", "std: [0", "input.std: has a 0", "use 1")]
    [InlineData("decoder: boxes-scores", "decoder: yolo", "output.decoder: is 'yolo'", "did you mean 'yolox'?")]
    [InlineData("decoder: boxes-scores", "decoder: softmax", "output.nms_iou: means nothing to softmax", "remove it")]
    [InlineData("decoder: boxes-scores", "decoder: yolox", "output.background: means nothing to yolox", "boxes-scores")]
    [InlineData("top_k: 7", "topk: 7", "output.topk: is not a known field", "did you mean 'top_k'?")]
    [InlineData("top_k: 7", "top_k: 0", "output.top_k: is '0'", "from 1 to 10000")]
    [InlineData("floor: 0.3", "floor: 1.3", "output.floor: is '1.3'", "from 0 to 1")]
    [InlineData("nms_iou: 0.5", "nms_iou: -1", "output.nms_iou: is '-1'", "from 0 to 1")]
    [InlineData("max_batch_size: 16", "max_batch_size: 0", "batching.max_batch_size: is '0'", "from 1 to 1024")]
    [InlineData("max_queue_delay: 5ms", "max_queue_delay: 5", "batching.max_queue_delay: is '5'", "500us, 5ms or 1s")]
    [InlineData("max_queue_delay: 5ms", "max_queue_delay: 1000000000s", "batching.max_queue_delay: is", "up to 10 s")]
    public void Manifest_WithFault_NamesFieldAndRemedy(string old, string replacement, string field, string remedy)
    {
        Assert.Contains(old, Full, StringComparison.Ordinal);

        var message = Assert.Throws<ModelException>(() => Read(Full.Replace(old, replacement, StringComparison.Ordinal))).Message;

        var line = Assert.Single(message.Split('\n'), line => line.Contains(field, StringComparison.Ordinal));
        Assert.Contains(remedy, line, StringComparison.Ordinal);
        Assert.Matches(@"model\.yaml:\d+: ", line);
    }

    [Fact]
    public void Manifest_WithSeveralFaults_NamesThemAllWithTheirLines()
    {
        var message = Assert.Throws<ModelException>(() => Read(Full
            .Replace("version: \"1\"\n", "", StringComparison.Ordinal)
            .Replace("width: 224", "width: 0", StringComparison.Ordinal)
            .Replace("floor: 0.3", "floor: 2", StringComparison.Ordinal))).Message;

        Assert.Equal(3, message.Split('\n').Length);
        Assert.Contains("model.yaml:7: input.width", message, StringComparison.Ordinal);
        Assert.Contains("model.yaml:16: output.floor", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("- a\n- b\n")]
    [InlineData("name: a\n---\nname: b\n")]
    public void Manifest_ThatIsNoMapping_SaysSo(string yaml)
    {
        var message = Assert.Throws<ModelException>(() => Read(yaml)).Message;

        Assert.Contains("is not one YAML mapping", message, StringComparison.Ordinal);
    }

    private static ModelManifest Read(string yaml)
    {
        using var folder = new ModelFolder(yaml);
        return ModelManifest.Read(folder.FileOf("model.yaml"));
    }
}
