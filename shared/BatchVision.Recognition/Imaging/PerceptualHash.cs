using System.Numerics;
using System.Runtime.InteropServices;

namespace BatchVision.Recognition.Imaging;

/// <summary>
/// 64-bit DCT hash: luma on a 32 × 32 grid of box means, its 8 × 8 lowest frequencies, a bit for each that is above their median.
/// Survives re-encoding, scaling and mild edits; mirrored or turned pictures hash differently.
/// </summary>
internal static class PerceptualHash
{
    /// <summary>Side of the grid of means.</summary>
    public const int Samples = 32;

    private const int Frequencies = 8;

    // More rows of a cell add nothing that its mean would show; 256 rows of 255 would still fit the 16-bit column sums.
    private const int MaxRowsPerCell = 8;

    // Below this a coefficient is rounding: a flat picture must hash the same on every machine.
    private const float Epsilon = 0.01f;

    private static readonly float[] Cosines = MakeCosines();

    /// <summary>Hashes an upright RGB24 raster.</summary>
    public static ulong Of(ReadOnlySpan<byte> rgb, int width, int height, NativeBuffer sums)
    {
        Span<float> luma = stackalloc float[Samples * Samples];
        Means(rgb, width, height, sums, luma);

        // Rows first: 8 frequencies of each of 32 rows, then 8 down the columns of those.
        Span<float> rows = stackalloc float[Samples * Frequencies];
        for (var y = 0; y < Samples; y++)
        {
            for (var u = 0; u < Frequencies; u++)
                rows[(u * Samples) + y] = Dot(luma.Slice(y * Samples, Samples), Cosines.AsSpan(u * Samples, Samples));
        }

        Span<float> coefficients = stackalloc float[Frequencies * Frequencies];
        for (var v = 0; v < Frequencies; v++)
        {
            for (var u = 0; u < Frequencies; u++)
            {
                var value = Dot(rows.Slice(u * Samples, Samples), Cosines.AsSpan(v * Samples, Samples));
                coefficients[(v * Frequencies) + u] = MathF.Abs(value) < Epsilon ? 0 : value;
            }
        }

        // The first coefficient is the mean brightness, far above all others.
        Span<float> sorted = stackalloc float[coefficients.Length - 1];
        coefficients[1..].CopyTo(sorted);
        sorted.Sort();
        var median = sorted[sorted.Length / 2];

        var hash = 0UL;
        for (var i = 0; i < coefficients.Length; i++)
            hash |= coefficients[i] > median ? 1UL << i : 0;
        return hash;
    }

    private static unsafe void Means(ReadOnlySpan<byte> rgb, int width, int height, NativeBuffer sums, Span<float> luma)
    {
        var stride = width * 3;
        var columns = new Span<ushort>(sums.Reserve(stride * sizeof(ushort)), stride);
        for (var y = 0; y < Samples; y++)
        {
            var (top, bottom) = Cell(y, height);
            var rows = Math.Min(bottom - top, MaxRowsPerCell);
            columns.Clear();
            for (var i = 0; i < rows; i++)
                Add(rgb.Slice((top + (int)((long)i * (bottom - top) / rows)) * stride, stride), columns);

            for (var x = 0; x < Samples; x++)
            {
                var (left, right) = Cell(x, width);
                long red = 0, green = 0, blue = 0;
                for (var i = left * 3; i < right * 3; i += 3)
                {
                    red += columns[i];
                    green += columns[i + 1];
                    blue += columns[i + 2];
                }

                // Rec. 601.
                luma[(y * Samples) + x] = ((0.299f * red) + (0.587f * green) + (0.114f * blue)) / ((right - left) * rows);
            }
        }
    }

    // Cells of a picture smaller than the grid repeat a pixel.
    private static (int Start, int End) Cell(int index, int size)
    {
        var start = (int)((long)index * size / Samples);
        return (start, Math.Max(start + 1, (int)((index + 1L) * size / Samples)));
    }

    private static void Add(ReadOnlySpan<byte> row, Span<ushort> sums)
    {
        var i = 0;
        for (; i + Vector<byte>.Count <= row.Length; i += Vector<byte>.Count)
        {
            Vector.Widen(new Vector<byte>(row[i..]), out var low, out var high);
            var target = MemoryMarshal.Cast<ushort, Vector<ushort>>(sums.Slice(i, Vector<byte>.Count));
            target[0] += low;
            target[1] += high;
        }

        for (; i < row.Length; i++)
            sums[i] += row[i];
    }

    private static float Dot(ReadOnlySpan<float> left, ReadOnlySpan<float> right)
    {
        var sum = Vector<float>.Zero;
        for (var i = 0; i < Samples; i += Vector<float>.Count)
            sum += new Vector<float>(left[i..]) * new Vector<float>(right[i..]);
        return Vector.Sum(sum);
    }

    private static float[] MakeCosines()
    {
        var cosines = new float[Frequencies * Samples];
        for (var u = 0; u < Frequencies; u++)
        {
            for (var x = 0; x < Samples; x++)
                cosines[(u * Samples) + x] = (float)Math.Cos(Math.PI * u * ((2 * x) + 1) / (2 * Samples));
        }

        return cosines;
    }
}
