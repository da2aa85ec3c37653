namespace BatchVision.Recognition.Imaging;

/// <summary>Order of the axes of an image tensor.</summary>
public enum TensorLayout
{
    /// <summary>[batch, channel, row, column].</summary>
    Nchw,

    /// <summary>[batch, row, column, channel].</summary>
    Nhwc,
}
