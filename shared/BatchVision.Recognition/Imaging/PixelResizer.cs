using System.Numerics;
using System.Runtime.Intrinsics;

namespace BatchVision.Recognition.Imaging;

/// <summary>
/// Fits a picture into a model's input: one antialiased separable resize from the reduced raster, computing only pixels that a crop
/// keeps, with the border of a letterbox around it.
/// </summary>
public static unsafe class PixelResizer
{
    // The horizontal step loads 4 floats for a pixel of 3.
    private const int RowSlack = 4;

    /// <summary>Fills <paramref name="destination"/> with the picture as <see cref="Placement.Of"/> places it.</summary>
    /// <param name="image">A picture decoded for, among others, this input.</param>
    /// <param name="spec">Size and fit of the input.</param>
    /// <param name="destination">RGB24, rows of <c>spec.Width × 3</c> bytes without padding, <c>spec.Height</c> of them.</param>
    /// <param name="scratch">Buffers of the calling thread; may be the one the image lives in.</param>
    /// <exception cref="ArgumentException"><paramref name="destination"/> has another length than width × height × 3.</exception>
    public static void Fill(DecodedImage image, InputSpec spec, Span<byte> destination, DecodeScratch scratch)
    {
        ArgumentNullException.ThrowIfNull(spec);
        ArgumentNullException.ThrowIfNull(scratch);
        var placement = Placement.Of(spec, image.Facts.Width, image.Facts.Height);
        Fill(image.Data, image.Columns, image.Rows, placement, spec, destination, scratch);
    }

    /// <summary>The same for a bare raster; 64 bytes after its end must be readable.</summary>
    internal static void Fill(
        byte* raster, RasterAxis width, RasterAxis height, Placement placement, InputSpec spec, Span<byte> destination, DecodeScratch scratch)
    {
        if (destination.Length != spec.Width * spec.Height * 3)
            throw new ArgumentException($"The destination has {destination.Length} bytes, {spec.Width} × {spec.Height} × 3 are needed.", nameof(destination));

        // The part of the input that the picture covers.
        var left = Math.Max(0, placement.OffsetX);
        var top = Math.Max(0, placement.OffsetY);
        var right = Math.Min(spec.Width, placement.OffsetX + placement.ResizedWidth);
        var bottom = Math.Min(spec.Height, placement.OffsetY + placement.ResizedHeight);
        if (left > 0 || top > 0 || right < spec.Width || bottom < spec.Height)
            destination.Fill(spec.Resize.Pad);
        if (left >= right || top >= bottom)
            return;

        var firstX = left - placement.OffsetX;
        var firstY = top - placement.OffsetY;
        var stride = spec.Width * 3;
        fixed (byte* start = destination)
        {
            var target = start + (top * stride) + (left * 3);
            if (width == RasterAxis.Whole(placement.ResizedWidth) && height == RasterAxis.Whole(placement.ResizedHeight))
                Copy(raster + ((((long)firstY * width.Pixels) + firstX) * 3), width.Pixels * 3, target, stride, (right - left) * 3, bottom - top);
            else
            {
                var columns = scratch.Columns.Get(width, placement.ResizedWidth, firstX, right - left);
                var rows = scratch.Rows.Get(height, placement.ResizedHeight, firstY, bottom - top);
                Resize(raster, width.Pixels * 3, columns, rows, target, stride, scratch.Row);
            }
        }
    }

    private static void Copy(byte* source, int sourceStride, byte* target, int targetStride, int bytes, int rows)
    {
        for (var y = 0; y < rows; y++)
            Buffer.MemoryCopy(source + ((long)y * sourceStride), target + ((long)y * targetStride), bytes, bytes);
    }

    // Vertical before horizontal: down a column all channels of all pixels share a weight, so that step runs at full vector width on
    // bytes as they lie, and leaves one row of floats that stays in the first-level cache.
    private static void Resize(byte* raster, int stride, ResizeWeights columns, ResizeWeights rows, byte* target, int targetStride, NativeBuffer buffer)
    {
        var values = (columns.End - columns.Begin) * 3;
        var row = (float*)buffer.Reserve((values + RowSlack) * sizeof(float));
        new Span<float>(row + values, RowSlack).Clear();
        raster += columns.Begin * 3;

        for (var y = 0; y < rows.Starts.Length; y++)
        {
            Vertical(raster + ((long)rows.Starts[y] * stride), stride, rows.Weights.Slice(y * rows.Taps, rows.Taps), row, values);
            Horizontal(row, columns, target + ((long)y * targetStride));
        }
    }

    private static void Vertical(byte* source, int stride, ReadOnlySpan<float> weights, float* row, int count)
    {
        var i = 0;
        for (; i + Vector<byte>.Count <= count; i += Vector<byte>.Count)
        {
            var (sum0, sum1, sum2, sum3) = (Vector<float>.Zero, Vector<float>.Zero, Vector<float>.Zero, Vector<float>.Zero);
            var pixel = source + i;
            foreach (var weight in weights)
            {
                Vector.Widen(Vector.Load(pixel), out var low, out var high);
                Vector.Widen(low, out var part0, out var part1);
                Vector.Widen(high, out var part2, out var part3);
                var factor = new Vector<float>(weight);
                // By way of Int32: there is an instruction for signed integers on every machine, for unsigned ones not.
                sum0 = Vector.MultiplyAddEstimate(Vector.ConvertToSingle(part0.As<uint, int>()), factor, sum0);
                sum1 = Vector.MultiplyAddEstimate(Vector.ConvertToSingle(part1.As<uint, int>()), factor, sum1);
                sum2 = Vector.MultiplyAddEstimate(Vector.ConvertToSingle(part2.As<uint, int>()), factor, sum2);
                sum3 = Vector.MultiplyAddEstimate(Vector.ConvertToSingle(part3.As<uint, int>()), factor, sum3);
                pixel += stride;
            }

            sum0.Store(row + i);
            sum1.Store(row + i + Vector<float>.Count);
            sum2.Store(row + i + (2 * Vector<float>.Count));
            sum3.Store(row + i + (3 * Vector<float>.Count));
        }

        for (; i < count; i++)
        {
            var sum = 0f;
            for (var tap = 0; tap < weights.Length; tap++)
                sum += source[((long)tap * stride) + i] * weights[tap];
            row[i] = sum;
        }
    }

    // Four lanes hold red, green, blue and the next pixel's red, which nobody reads.
    private static void Horizontal(float* row, ResizeWeights columns, byte* target)
    {
        var lowBytes = Vector128.Create((byte)0, 4, 8, 12, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
        var half = Vector128.Create(0.5f);
        var taps = columns.Taps;
        var last = columns.Starts.Length - 1;
        row -= columns.Begin * 3;
        fixed (int* starts = columns.Starts)
        fixed (float* weights = columns.Weights)
        {
            var weight = weights;
            for (var x = 0; x <= last; x++, weight += taps, target += 3)
            {
                var pixel = row + (starts[x] * 3);
                // A reduced raster is less than twice the input's size, so up to four taps are the rule; branches that always go the
                // same way cost less than a loop, a quarter of the whole resize.
                var sum = Vector128.MultiplyAddEstimate(Vector128.Load(pixel), Vector128.Create(weight[0]), half);
                if (taps > 1)
                    sum = Vector128.MultiplyAddEstimate(Vector128.Load(pixel + 3), Vector128.Create(weight[1]), sum);
                if (taps > 2)
                    sum = Vector128.MultiplyAddEstimate(Vector128.Load(pixel + 6), Vector128.Create(weight[2]), sum);
                if (taps > 3)
                    sum = Vector128.MultiplyAddEstimate(Vector128.Load(pixel + 9), Vector128.Create(weight[3]), sum);
                for (var tap = 4; tap < taps; tap++)
                    sum = Vector128.MultiplyAddEstimate(Vector128.Load(pixel + (tap * 3)), Vector128.Create(weight[tap]), sum);

                // Weights are positive and sum to 1, so the value cannot leave 0..255 and adding a half before truncation rounds.
                var bytes = Vector128.ShuffleNative(Vector128.ConvertToInt32Native(sum).AsByte(), lowBytes).AsUInt32().ToScalar();
                if (x < last)
                    *(uint*)target = bytes;
                else
                {
                    target[0] = (byte)bytes;
                    target[1] = (byte)(bytes >> 8);
                    target[2] = (byte)(bytes >> 16);
                }
            }
        }
    }
}
