using System.Runtime.InteropServices;

namespace BatchVision.Recognition.Imaging;

/// <summary>
/// Writes pixels into an image's slot of a tensor: value = (pixel × scale − mean[c]) / std[c], evaluated as pixel × mul[c] + add[c].
/// </summary>
public static class TensorWriter
{
    /// <summary>Fills one slot.</summary>
    /// <param name="rgb">RGB24 of spec.Width × spec.Height, as <see cref="PixelResizer.Fill(DecodedImage, InputSpec, Span{byte}, DecodeScratch)"/> leaves it.</param>
    /// <param name="spec">Layout, type, channel order and normalisation.</param>
    /// <param name="slot">Exactly <see cref="InputSpec.SlotBytes"/> bytes, aligned to the element.</param>
    /// <exception cref="ArgumentException">A span has the wrong length, or mean or std has fewer values than channels.</exception>
    public static void Write(ReadOnlySpan<byte> rgb, InputSpec spec, Span<byte> slot)
    {
        ArgumentNullException.ThrowIfNull(spec);
        if (rgb.Length != spec.Width * spec.Height * 3)
            throw new ArgumentException($"{rgb.Length} bytes of pixels, {spec.Width} × {spec.Height} × 3 are needed.", nameof(rgb));
        if (slot.Length != spec.SlotBytes)
            throw new ArgumentException($"The slot has {slot.Length} bytes, {spec.SlotBytes} are needed.", nameof(slot));
        if (spec.Mean.Count < spec.Channels || spec.Std.Count < spec.Channels)
            throw new ArgumentException("Mean and std need a value for each channel.", nameof(spec));

        Span<float> mul = stackalloc float[3];
        Span<float> add = stackalloc float[3];
        for (var channel = 0; channel < spec.Channels; channel++)
        {
            mul[channel] = spec.Scale / spec.Std[channel];
            add[channel] = -spec.Mean[channel] / spec.Std[channel];
        }

        switch (spec.ElementType)
        {
            case TensorElement.Float32 when spec is { Layout: TensorLayout.Nchw, Channels: 3 }:
                PlanarFloatWriter.Write(rgb, spec.Color == ColorOrder.Bgr, mul, add, MemoryMarshal.Cast<byte, float>(slot));
                break;
            case TensorElement.Float32:
                TableWriter.Write(rgb, spec, mul, add, MemoryMarshal.Cast<byte, float>(slot), static value => value);
                break;
            case TensorElement.Float16:
                TableWriter.Write(rgb, spec, mul, add, MemoryMarshal.Cast<byte, Half>(slot), static value => (Half)value);
                break;
            default:
                TableWriter.Write(rgb, spec, mul, add, slot, static value => (byte)Math.Clamp(MathF.Round(value), 0f, 255f));
                break;
        }
    }
}
