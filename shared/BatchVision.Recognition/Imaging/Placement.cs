using BatchVision.Contracts;

namespace BatchVision.Recognition.Imaging;

/// <summary>
/// Where the upright image lies in the model's input: resized to <paramref name="ResizedWidth"/> × <paramref name="ResizedHeight"/>,
/// its top-left corner at (<paramref name="OffsetX"/>, <paramref name="OffsetY"/>), negative where a crop cuts it off.
/// </summary>
/// <param name="ResizedWidth">Width of the whole image in pixels of the input.</param>
/// <param name="ResizedHeight">Height of the whole image in pixels of the input.</param>
/// <param name="OffsetX">Left edge of the image in the input.</param>
/// <param name="OffsetY">Top edge of the image in the input.</param>
public readonly record struct Placement(int ResizedWidth, int ResizedHeight, int OffsetX, int OffsetY)
{
    /// <summary>Places an upright image of the given size into the input that <paramref name="spec"/> describes.</summary>
    public static Placement Of(InputSpec spec, int imageWidth, int imageHeight)
    {
        switch (spec.Resize.Mode)
        {
            case ResizeMode.CenterCrop:
                {
                    // torchvision.transforms.Resize truncates the long side, CenterCrop rounds the offset half to even.
                    long shortSide = spec.Resize.ShortSide;
                    var (width, height) = imageWidth <= imageHeight
                        ? ((int)shortSide, (int)(shortSide * imageHeight / imageWidth))
                        : ((int)(shortSide * imageWidth / imageHeight), (int)shortSide);
                    return new Placement(
                        width, height,
                        -(int)Math.Round((width - spec.Width) / 2.0), -(int)Math.Round((height - spec.Height) / 2.0));
                }

            case ResizeMode.Letterbox:
                {
                    // YOLOX truncates the resized sides (yolox/data/data_augment.py, preproc); a picture of extreme ratio keeps one pixel.
                    var scale = Math.Min((double)spec.Width / imageWidth, (double)spec.Height / imageHeight);
                    var width = Math.Max(1, (int)(imageWidth * scale));
                    var height = Math.Max(1, (int)(imageHeight * scale));
                    return spec.Resize.Position == LetterboxPosition.TopLeft
                        ? new Placement(width, height, 0, 0)
                        : new Placement(width, height, (spec.Width - width) / 2, (spec.Height - height) / 2);
                }

            default:
                return new Placement(spec.Width, spec.Height, 0, 0);
        }
    }

    /// <summary>Maps corners in pixels of the input to a box in fractions of the upright image, clipped to it.</summary>
    public Box ToImage(float x1, float y1, float x2, float y2)
    {
        var left = Math.Clamp((x1 - OffsetX) / ResizedWidth, 0f, 1f);
        var top = Math.Clamp((y1 - OffsetY) / ResizedHeight, 0f, 1f);
        var right = Math.Clamp((x2 - OffsetX) / ResizedWidth, 0f, 1f);
        var bottom = Math.Clamp((y2 - OffsetY) / ResizedHeight, 0f, 1f);
        return new Box(left, top, Math.Max(0, right - left), Math.Max(0, bottom - top));
    }
}
