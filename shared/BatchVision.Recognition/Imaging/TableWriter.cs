namespace BatchVision.Recognition.Imaging;

/// <summary>
/// Every layout, type and channel order by a table of 256 values a channel: a pixel has only that many, so conversion, rounding and
/// clamping are done once per value and the loops only look up and store.
/// </summary>
internal static class TableWriter
{
    private const int Values = 256;

    public static void Write<T>(
        ReadOnlySpan<byte> rgb, InputSpec spec, ReadOnlySpan<float> mul, ReadOnlySpan<float> add, Span<T> slot, Func<float, T> convert)
        where T : unmanaged
    {
        Span<T> table = stackalloc T[3 * Values];
        for (var channel = 0; channel < spec.Channels; channel++)
        {
            for (var value = 0; value < Values; value++)
                table[(channel * Values) + value] = convert((value * mul[channel]) + add[channel]);
        }

        if (spec.Color == ColorOrder.Gray)
            Gray(rgb, table, slot);
        else if (spec.Layout == TensorLayout.Nchw)
            Planar(rgb, table, slot, spec.Color == ColorOrder.Bgr);
        else
            Interleaved(rgb, table, slot, spec.Color == ColorOrder.Bgr);
    }

    private static void Planar<T>(ReadOnlySpan<byte> rgb, ReadOnlySpan<T> table, Span<T> slot, bool bgr)
    {
        var pixels = rgb.Length / 3;
        for (var channel = 0; channel < 3; channel++)
        {
            var values = table.Slice(channel * Values, Values);
            var plane = slot.Slice(channel * pixels, pixels);
            var from = bgr ? 2 - channel : channel;
            for (var i = 0; i < plane.Length; i++, from += 3)
                plane[i] = values[rgb[from]];
        }
    }

    private static void Interleaved<T>(ReadOnlySpan<byte> rgb, ReadOnlySpan<T> table, Span<T> slot, bool bgr)
    {
        var (first, third) = bgr ? (2, 0) : (0, 2);
        var table0 = table[..Values];
        var table1 = table.Slice(Values, Values);
        var table2 = table.Slice(2 * Values, Values);
        while (rgb.Length >= 3 && slot.Length >= 3)
        {
            slot[0] = table0[rgb[first]];
            slot[1] = table1[rgb[1]];
            slot[2] = table2[rgb[third]];
            rgb = rgb[3..];
            slot = slot[3..];
        }
    }

    // Rec. 601 in 16-bit fixed point, rounded to a whole level first, as Pillow's "L" is: grey models were trained on 8-bit grey files.
    private static void Gray<T>(ReadOnlySpan<byte> rgb, ReadOnlySpan<T> table, Span<T> slot)
    {
        var values = table[..Values];
        var from = 0;
        for (var i = 0; i < slot.Length; i++, from += 3)
            slot[i] = values[((rgb[from] * 19595) + (rgb[from + 1] * 38470) + (rgb[from + 2] * 7471) + 0x8000) >> 16];
    }
}
