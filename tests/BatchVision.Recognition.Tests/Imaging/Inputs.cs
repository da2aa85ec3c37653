using BatchVision.Recognition.Imaging;

namespace BatchVision.Recognition.Tests.Imaging;

/// <summary>Input specifications for tests.</summary>
internal static class Inputs
{
    /// <summary>Short side 256, crop 224, ImageNet normalisation.</summary>
    public static InputSpec ImageNet { get; } = Of(224, 224, new ResizeSpec(ResizeMode.CenterCrop, ShortSide: 256)) with
    {
        Scale = 1 / 255f,
        Mean = [0.485f, 0.456f, 0.406f],
        Std = [0.229f, 0.224f, 0.225f],
    };

    /// <summary>640 letterbox with a grey border.</summary>
    public static InputSpec Letterbox { get; } = Of(640, 640, new ResizeSpec(ResizeMode.Letterbox, Pad: 114));

    /// <summary>Plain stretch, one byte a value.</summary>
    public static InputSpec Stretch(int width, int height) => Of(width, height, new ResizeSpec(ResizeMode.Stretch));

    /// <summary>Large enough that nothing is reduced.</summary>
    public static InputSpec Full => Stretch(20_000, 20_000);

    private static InputSpec Of(int width, int height, ResizeSpec resize) => new(
        width, height, TensorLayout.Nchw, TensorElement.Float32, ColorOrder.Rgb, resize, 1, [0, 0, 0], [1, 1, 1]);
}
