using BatchVision.Recognition.Imaging;

namespace BatchVision.Recognition.Models;

/// <summary>The <c>input</c> of a manifest. What is null is taken from the ONNX graph.</summary>
/// <param name="Width">Pixels, 1..8192.</param>
/// <param name="Height">Pixels, 1..8192.</param>
/// <param name="Layout">Order of the axes.</param>
/// <param name="ElementType">Type of one tensor element.</param>
/// <param name="Color">Order of the channels; no graph tells it.</param>
/// <param name="Resize">How the image is fitted; no graph tells it.</param>
/// <param name="Scale">Factor on the pixel before mean and std. Default 1.</param>
/// <param name="Mean">One value per channel. Default 0.</param>
/// <param name="Std">One value per channel, never 0. Default 1.</param>
public sealed record ManifestInput(
    int? Width,
    int? Height,
    TensorLayout? Layout,
    TensorElement? ElementType,
    ColorOrder Color,
    ResizeSpec Resize,
    float Scale,
    IReadOnlyList<float> Mean,
    IReadOnlyList<float> Std);
