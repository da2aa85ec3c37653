using System.Buffers.Binary;

namespace BatchVision.Recognition.Imaging;

/// <summary>A tone curve of a profile, stored as a gamma, a table or a formula (ICC.1:2022, clauses 10.6 and 10.18), at the 256 levels of a byte.</summary>
internal static class IccCurve
{
    private const int Header = 12;

    /// <summary>Linear light from 0 to 1 for each level; null for a curve that is damaged or of another kind.</summary>
    public static float[]? TryRead(ReadOnlySpan<byte> tag)
    {
        if (tag.Length < Header)
            return null;
        if (tag.StartsWith("curv"u8))
            return Table(tag[Header..], BinaryPrimitives.ReadUInt32BigEndian(tag[8..]));
        return tag.StartsWith("para"u8) ? Formula(tag[Header..], BinaryPrimitives.ReadUInt16BigEndian(tag[8..])) : null;
    }

    private static float[]? Table(ReadOnlySpan<byte> values, uint count)
    {
        if (count > values.Length / 2)
            return null;
        if (count == 0)
            return Sample(level => level);
        if (count == 1)
        {
            var gamma = BinaryPrimitives.ReadUInt16BigEndian(values) / 256.0;
            return Sample(level => Math.Pow(level, gamma));
        }

        var points = new double[count];
        for (var i = 0; i < points.Length; i++)
            points[i] = BinaryPrimitives.ReadUInt16BigEndian(values[(i * 2)..]) / 65535.0;
        return Sample(level =>
        {
            var at = level * (points.Length - 1);
            var below = Math.Min((int)at, points.Length - 2);
            return points[below] + ((at - below) * (points[below + 1] - points[below]));
        });
    }

    private static float[]? Formula(ReadOnlySpan<byte> values, int type)
    {
        int[] lengths = [1, 3, 4, 5, 7];
        if (type >= lengths.Length || values.Length < lengths[type] * 4)
            return null;

        Span<double> given = stackalloc double[7];
        for (var i = 0; i < lengths[type]; i++)
            given[i] = BinaryPrimitives.ReadInt32BigEndian(values[(i * 4)..]) / 65536.0;
        // Above d: (a x + b)^gamma + e. Below: c x + f. The shorter forms leave some of it out.
        var (gamma, a, b, c, d, e, f) = type switch
        {
            0 => (given[0], 1, 0, 0, 0, 0, 0),
            1 => (given[0], given[1], given[2], 0, -given[2] / given[1], 0, 0),
            2 => (given[0], given[1], given[2], 0, -given[2] / given[1], given[3], given[3]),
            _ => (given[0], given[1], given[2], given[3], given[4], given[5], given[6]),
        };
        return Sample(level => level >= d ? Math.Pow((a * level) + b, gamma) + e : (c * level) + f);
    }

    private static float[]? Sample(Func<double, double> curve)
    {
        var samples = new float[256];
        for (var i = 0; i < samples.Length; i++)
        {
            var value = curve(i / 255.0);
            if (!double.IsFinite(value))
                return null;
            samples[i] = (float)Math.Clamp(value, 0, 1);
        }

        return samples;
    }
}
