namespace BatchVision.Recognition.Imaging;

/// <summary>How an image is fitted into the model's input.</summary>
/// <param name="Mode">Stretch, short side + centre crop, or letterbox.</param>
/// <param name="ShortSide">Center-crop only: length of the short side after the resize, in pixels; at least the input's width and height.</param>
/// <param name="Position">Letterbox only: where the picture lies.</param>
/// <param name="Pad">Letterbox only: value of the border, 0..255, all channels.</param>
public sealed record ResizeSpec(ResizeMode Mode, int ShortSide = 0, LetterboxPosition Position = LetterboxPosition.Center, byte Pad = 0);
