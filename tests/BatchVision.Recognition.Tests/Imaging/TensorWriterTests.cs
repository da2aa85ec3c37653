using System.Runtime.InteropServices;
using BatchVision.Recognition.Imaging;
using CsCheck;

namespace BatchVision.Recognition.Tests.Imaging;

public class TensorWriterTests
{
    public static TheoryData<TensorLayout, TensorElement, ColorOrder> Combinations =>
        new(from layout in Enum.GetValues<TensorLayout>()
            from element in Enum.GetValues<TensorElement>()
            from color in Enum.GetValues<ColorOrder>()
            select (layout, element, color));

    [Theory]
    [MemberData(nameof(Combinations))]
    public void Write_AnySize_AgreesWithTheDefinition(TensorLayout layout, TensorElement element, ColorOrder color) =>
        Gen.Select(Gen.Int[1, 40], Gen.Int[1, 40], Gen.Int, Gen.Float[0.001f, 2f], Gen.Float[-100f, 200f].Array[3], Gen.Float[0.1f, 90f].Array[3])
            .Sample(
                (width, height, seed, scale, mean, std) =>
                {
                    var spec = Inputs.Stretch(width, height) with
                    {
                        Layout = layout,
                        ElementType = element,
                        Color = color,
                        Scale = scale,
                        Mean = mean,
                        Std = std,
                    };
                    var rgb = new byte[width * height * 3];
                    new Random(seed).NextBytes(rgb);

                    var slot = new byte[spec.SlotBytes];
                    TensorWriter.Write(rgb, spec, slot);
                    for (var i = 0; i < spec.ElementCount; i++)
                        AssertClose(Expected(rgb, spec, i), Read(slot, element, i), element);
                },
                iter: 40);

    [Fact]
    public void Write_SlotOfWrongLength_Throws() =>
        Assert.Throws<ArgumentException>(() => TensorWriter.Write(new byte[12], Inputs.Stretch(2, 2), new byte[47]));

    [Fact]
    public void Write_PixelsOfWrongLength_Throws() =>
        Assert.Throws<ArgumentException>(() => TensorWriter.Write(new byte[11], Inputs.Stretch(2, 2), new byte[48]));

    // Element i of the tensor, from the definition in InputSpec alone.
    private static double Expected(byte[] rgb, InputSpec spec, int i)
    {
        var pixels = spec.Width * spec.Height;
        var (pixel, channel) = spec.Layout == TensorLayout.Nchw ? (i % pixels, i / pixels) : (i / spec.Channels, i % spec.Channels);
        double value = spec.Color switch
        {
            ColorOrder.Rgb => rgb[(pixel * 3) + channel],
            ColorOrder.Bgr => rgb[(pixel * 3) + 2 - channel],
            _ => ((rgb[pixel * 3] * 19595) + (rgb[(pixel * 3) + 1] * 38470) + (rgb[(pixel * 3) + 2] * 7471) + 32768) / 65536,
        };
        return ((value * spec.Scale) - spec.Mean[channel]) / spec.Std[channel];
    }

    private static double Read(byte[] slot, TensorElement element, int i) => element switch
    {
        TensorElement.Float32 => MemoryMarshal.Cast<byte, float>(slot)[i],
        TensorElement.Float16 => (double)MemoryMarshal.Cast<byte, Half>(slot)[i],
        _ => slot[i],
    };

    private static void AssertClose(double expected, double actual, TensorElement element)
    {
        var tolerance = element switch
        {
            TensorElement.Float32 => 1e-4 + (Math.Abs(expected) * 1e-5),
            TensorElement.Float16 => 2e-3 + (Math.Abs(expected) * 2e-3),
            _ => 1,
        };
        if (element == TensorElement.UInt8)
            expected = Math.Clamp(expected, 0, 255);
        Assert.InRange(actual, expected - tolerance, expected + tolerance);
    }
}
