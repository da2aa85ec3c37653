namespace BatchVision.Storage;

/// <summary>An image that another try may be asked for.</summary>
/// <param name="ImageId">Row of the image, which gives the order.</param>
/// <param name="Root">Where its bytes are.</param>
/// <param name="Key">Its key there; the version may have changed since.</param>
public sealed record FailedImage(long ImageId, string Root, string Key);
