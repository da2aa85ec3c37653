using System.Security.Cryptography;
using System.Text.Json;
using BatchVision.Recognition.Imaging;
using BatchVision.Recognition.Outputs;

namespace BatchVision.Recognition.Models;

/// <summary>
/// SHA-256 over the ONNX file's SHA-256 and a canonical JSON of everything that shapes input and output. Names here are written out, not
/// taken from C#: renaming a property must not turn every stored prediction into one of another model.
/// </summary>
internal static class ModelFingerprint
{
    public static string Of(string onnxSha256, InputSpec input, OutputSpec output, IReadOnlyList<string> labels)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            json.WriteString("onnx", onnxSha256);
            Write(json, input);
            Write(json, output);
            json.WriteStartArray("labels");
            foreach (var label in labels)
                json.WriteStringValue(label);
            json.WriteEndArray();
            json.WriteEndObject();
        }

        return Convert.ToHexStringLower(SHA256.HashData(stream.ToArray()));
    }

    private static void Write(Utf8JsonWriter json, InputSpec input)
    {
        json.WriteStartObject("input");
        json.WriteNumber("width", input.Width);
        json.WriteNumber("height", input.Height);
        json.WriteString("layout", input.Layout == TensorLayout.Nchw ? "nchw" : "nhwc");
        json.WriteString("dtype", input.ElementType switch
        {
            TensorElement.Float32 => "float32",
            TensorElement.Float16 => "float16",
            _ => "uint8",
        });
        json.WriteString("color", input.Color switch
        {
            ColorOrder.Rgb => "rgb",
            ColorOrder.Bgr => "bgr",
            _ => "gray",
        });
        json.WriteString("resize", input.Resize.Mode switch
        {
            ResizeMode.CenterCrop => "center-crop",
            ResizeMode.Letterbox => "letterbox",
            _ => "stretch",
        });
        json.WriteNumber("short_side", input.Resize.ShortSide);
        json.WriteString("position", input.Resize.Position == LetterboxPosition.TopLeft ? "top-left" : "center");
        json.WriteNumber("pad", input.Resize.Pad);
        json.WriteNumber("scale", input.Scale);
        WriteNumbers(json, "mean", input.Mean);
        WriteNumbers(json, "std", input.Std);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, OutputSpec output)
    {
        json.WriteStartObject("output");
        json.WriteString("decoder", output.Decoder.ToWord());
        json.WriteNumber("top_k", output.TopK);
        json.WriteNumber("floor", output.Floor);
        json.WriteNumber("nms_iou", output.NmsIou);
        json.WriteNumber("background", output.Background ?? -1);
        json.WriteEndObject();
    }

    private static void WriteNumbers(Utf8JsonWriter json, string name, IReadOnlyList<float> values)
    {
        json.WriteStartArray(name);
        foreach (var value in values)
            json.WriteNumberValue(value);
        json.WriteEndArray();
    }
}
