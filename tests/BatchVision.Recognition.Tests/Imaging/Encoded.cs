using BatchVision.Recognition.Imaging;
using NetVips;

namespace BatchVision.Recognition.Tests.Imaging;

/// <summary>Files made for a test.</summary>
internal static class Encoded
{
    /// <summary>Red grows to the right, green downwards, blue is a quarter: every corner differs.</summary>
    public static byte[] Gradient(int width, int height, string suffix)
    {
        using var image = GradientImage(width, height);
        return image.WriteToBuffer("." + suffix);
    }

    public static Image GradientImage(int width, int height)
    {
        VipsRuntime.EnsureStarted();
        using var xy = Image.Xyz(width, height);
        using var red = xy[0] * (255.0 / Math.Max(1, width - 1));
        using var green = xy[1] * (255.0 / Math.Max(1, height - 1));
        using var joined = red.Bandjoin([green]);
        using var withBlue = joined.BandjoinConst([64]);
        using var bytes = withBlue.Cast(Enums.BandFormat.Uchar);
        return bytes.Copy(interpretation: Enums.Interpretation.Srgb);
    }

    /// <summary>One colour, any bands, format and interpretation.</summary>
    public static byte[] Flat(
        int width, int height, double[] color, Enums.BandFormat format, Enums.Interpretation interpretation, string suffix)
    {
        VipsRuntime.EnsureStarted();
        using var black = Image.Black(width, height, bands: color.Length);
        using var colored = black.Linear([.. color.Select(_ => 1.0)], color);
        using var cast = colored.Cast(format);
        using var image = cast.Copy(interpretation: interpretation);
        return image.WriteToBuffer("." + suffix);
    }
}
