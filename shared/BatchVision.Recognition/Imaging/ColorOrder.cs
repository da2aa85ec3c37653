namespace BatchVision.Recognition.Imaging;

/// <summary>Channels of the tensor.</summary>
public enum ColorOrder
{
    /// <summary>Red, green, blue.</summary>
    Rgb,

    /// <summary>Blue, green, red.</summary>
    Bgr,

    /// <summary>One channel: Rec. 601 luma, 0.299 R + 0.587 G + 0.114 B.</summary>
    Gray,
}
