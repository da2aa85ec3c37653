namespace BatchVision.Recognition.Imaging;

/// <summary>
/// What a model expects to be fed: value = (pixel × <paramref name="Scale"/> − mean[c]) / std[c] for pixel in 0..255.
/// </summary>
/// <param name="Width">Tensor width in pixels.</param>
/// <param name="Height">Tensor height in pixels.</param>
/// <param name="Layout">Order of the axes.</param>
/// <param name="ElementType">Type of one tensor element.</param>
/// <param name="Color">Order of the channels; gray has one.</param>
/// <param name="Resize">How the image is fitted into width × height.</param>
/// <param name="Scale">Factor on the pixel before mean and std; 1/255 for most torchvision models.</param>
/// <param name="Mean">One value per channel, in channel order of the tensor.</param>
/// <param name="Std">One value per channel, in channel order of the tensor; never 0.</param>
public sealed record InputSpec(
    int Width,
    int Height,
    TensorLayout Layout,
    TensorElement ElementType,
    ColorOrder Color,
    ResizeSpec Resize,
    float Scale,
    IReadOnlyList<float> Mean,
    IReadOnlyList<float> Std)
{
    /// <summary>3, or 1 for gray.</summary>
    public int Channels => Color == ColorOrder.Gray ? 1 : 3;

    /// <summary>Elements of one image in the tensor.</summary>
    public int ElementCount => Width * Height * Channels;

    /// <summary>Bytes of one image in the tensor.</summary>
    public int SlotBytes => ElementCount * ElementType.Size();
}
