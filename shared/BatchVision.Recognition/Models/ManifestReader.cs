using System.Text.RegularExpressions;
using BatchVision.Recognition.Imaging;
using BatchVision.Recognition.Outputs;

namespace BatchVision.Recognition.Models;

/// <summary>Reads <c>model.yaml</c> and collects everything that is wrong with it.</summary>
internal static partial class ManifestReader
{
    private const int MaxSide = 8192;
    private static readonly TimeSpan MaxQueueDelay = TimeSpan.FromSeconds(10);

    public static ModelManifest Read(string path)
    {
        var errors = new List<string>();
        var text = YamlFile.Text(path, "a few lines of YAML are expected", errors);
        var manifest = YamlFile.Fields(path, text, "name: …", errors) is { } fields ? Manifest(fields) : null;
        return errors.Count == 0 ? manifest! : throw new ModelException(string.Join('\n', errors));
    }

    /// <summary>True for what may name a model, and so a folder: nothing that leads out of the repository.</summary>
    public static bool IsName(string name) => NamePattern().IsMatch(name);

    // Each part returns null only after noting a fault, so the result is used only when there is none.
    private static ModelManifest? Manifest(YamlFields fields)
    {
        var name = Name(fields);
        var license = fields.Text("license");
        var source = fields.Text("source");
        var sha256 = Sha256(fields, required: true);
        var body = Body(fields);
        fields.RejectUnknown();

        return name is null || sha256 is null || body is null
            ? null
            : new ModelManifest(name, body.Version, body.Task, license, source, sha256, body.Input, body.Output, body.Batching);
    }

    public static string? Name(YamlFields fields)
    {
        var name = fields.Text("name", required: true);
        return name is null || IsName(name)
            ? name
            : fields.Fault<string>("name", $"is '{name}'", "use letters, digits, '.', '_' and '-', at most 100, the first a letter or digit");
    }

    public static string? Sha256(YamlFields fields, bool required)
    {
        var sha256 = fields.Text("sha256", required);
        return sha256 is null || ModelManifest.IsSha256(sha256)
            ? sha256?.ToLowerInvariant()
            : fields.Fault<string>("sha256", $"is '{sha256}'", "give the 64 hexadecimal digits that 'sha256sum model.onnx' prints");
    }

    /// <summary>What a manifest says whatever the file: all but name, licence, source and checksum.</summary>
    public static ManifestBody? Body(YamlFields fields)
    {
        var version = fields.Text("version", required: true);
        var task = fields.Choice<int>("task", required: true, [.. Tasks.Select((word, index) => (word, index))]);
        var input = fields.Mapping("input", required: true) is { } inputFields ? Input(inputFields) : null;
        var output = fields.Mapping("output", required: true) is { } outputFields ? Output(outputFields) : null;
        var batching = fields.Mapping("batching", required: false) is { } batchingFields ? Batching(batchingFields) : new BatchingSpec();

        return version is null || task is null || input is null || output is null
            ? null
            : new ManifestBody(version, Tasks[task.Value], input, output, batching);
    }

    private static ManifestInput? Input(YamlFields fields)
    {
        var width = fields.Integer("width", 1, MaxSide);
        var height = fields.Integer("height", 1, MaxSide);
        var layout = fields.Choice("layout", required: false, ("nchw", TensorLayout.Nchw), ("nhwc", TensorLayout.Nhwc));
        var element = fields.Choice(
            "dtype", required: false, ("float32", TensorElement.Float32), ("float16", TensorElement.Float16), ("uint8", TensorElement.UInt8));
        var color = fields.Choice("color", required: true, ("rgb", ColorOrder.Rgb), ("bgr", ColorOrder.Bgr), ("gray", ColorOrder.Gray));
        var resize = fields.Mapping("resize", required: true) is { } resizeFields ? Resize(resizeFields, width, height) : null;
        var scale = fields.Number("scale") ?? 1;
        if (scale == 0)
            fields.Fault<float>("scale", "is 0, which makes every picture black", "use 1 for pixels as 0..255 or 1/255 for 0..1");
        var mean = PerChannel(fields, "mean", color, otherwise: 0);
        var std = PerChannel(fields, "std", color, otherwise: 1);
        if (std.Contains(0f))
            fields.Fault<float[]>("std", "has a 0, and pixels are divided by it", "use 1 to leave a channel as it is");
        fields.RejectUnknown();

        return color is null || resize is null
            ? null
            : new ManifestInput(width, height, layout, element, color.Value, resize, scale, mean, std);
    }

    private static float[] PerChannel(YamlFields fields, string key, ColorOrder? color, float otherwise)
    {
        var channels = color == ColorOrder.Gray ? 1 : 3;
        var values = fields.Numbers(key);
        if (values is not null && color is not null && values.Length != channels)
            fields.Fault<float[]>(key, $"has {values.Length} values", $"give {channels}, one per channel of the colour");
        return values ?? Enumerable.Repeat(otherwise, channels).ToArray();
    }

    private static ResizeSpec? Resize(YamlFields fields, int? width, int? height)
    {
        var mode = fields.Choice(
            "mode", required: true,
            ("stretch", ResizeMode.Stretch), ("center-crop", ResizeMode.CenterCrop), ("letterbox", ResizeMode.Letterbox));
        var shortSide = fields.Integer("short_side", 1, MaxSide);
        var position = fields.Choice("position", required: false, ("center", LetterboxPosition.Center), ("top-left", LetterboxPosition.TopLeft));
        var pad = fields.Integer("pad", 0, 255);
        fields.RejectUnknown();

        if (mode == ResizeMode.CenterCrop && shortSide is null)
            fields.Fault<int>("short_side", "is missing", "add the length of the short side before the crop, such as short_side: 256");
        if (mode is not null and not ResizeMode.CenterCrop && shortSide is not null)
            fields.Fault<int>("short_side", "means nothing here", "remove it or use mode: center-crop");
        if (mode is not null and not ResizeMode.Letterbox && position is not null)
            fields.Fault<int>("position", "means nothing here", "remove it or use mode: letterbox");
        if (mode is not null and not ResizeMode.Letterbox && pad is not null)
            fields.Fault<int>("pad", "means nothing here", "remove it or use mode: letterbox");
        if (mode == ResizeMode.CenterCrop && shortSide < Math.Max(width ?? 1, height ?? 1))
            fields.Fault<int>("short_side", $"is {shortSide}, smaller than the input", $"use at least {Math.Max(width ?? 1, height ?? 1)}");
        return mode is null ? null : new ResizeSpec(mode.Value, shortSide ?? 0, position ?? LetterboxPosition.Center, (byte)(pad ?? 0));
    }

    private static OutputSpec? Output(YamlFields fields)
    {
        var decoder = fields.Choice("decoder", required: true, [.. Enum.GetValues<DecoderKind>().Select(kind => (kind.ToWord(), kind))]);
        var topK = fields.Integer("top_k", 1, 10_000);
        var floor = fields.Number("floor", 0, 1);
        var iou = fields.Number("nms_iou", 0, 1);
        var background = fields.Integer("background", 0, 100_000);
        fields.RejectUnknown();

        if (decoder is not { } kind)
            return null;
        if (!kind.FindsBoxes() && iou is not null)
            fields.Fault<int>("nms_iou", $"means nothing to {kind.ToWord()}", "remove it; it thins out boxes");
        if (kind != DecoderKind.BoxesScores && background is not null)
            fields.Fault<int>("background", $"means nothing to {kind.ToWord()}", "remove it or use decoder: boxes-scores");
        var defaults = OutputSpec.Default(kind);
        return defaults with
        {
            TopK = topK ?? defaults.TopK,
            Floor = floor ?? defaults.Floor,
            NmsIou = iou ?? defaults.NmsIou,
            Background = background,
        };
    }

    private static BatchingSpec Batching(YamlFields fields)
    {
        var size = fields.Integer("max_batch_size", 1, 1024);
        var delay = fields.Duration("max_queue_delay", MaxQueueDelay);
        fields.RejectUnknown();
        return new BatchingSpec(size, delay);
    }

    /// <summary>What a model may be for.</summary>
    public static readonly string[] Tasks = ["classification", "detection", "logo", "moderation", "embedding"];

    [GeneratedRegex(@"^[A-Za-z0-9][A-Za-z0-9._-]{0,99}\z")]
    private static partial Regex NamePattern();
}
