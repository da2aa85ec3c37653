using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace BatchVision.Recognition.Imaging;

/// <summary>
/// The commonest tensor, float32 NCHW: 16 pixels at a time are split into three planes by byte shuffles and multiplied and added as
/// vectors, at about four times the cost of writing the memory.
/// </summary>
internal static unsafe class PlanarFloatWriter
{
    private const int Pixels = 16;

    public static void Write(ReadOnlySpan<byte> rgb, bool bgr, ReadOnlySpan<float> mul, ReadOnlySpan<float> add, Span<float> slot)
    {
        var pixels = rgb.Length / 3;
        // Red and blue change places in the tensor, and constants come in the tensor's order.
        var (red, blue) = bgr ? (2, 0) : (0, 2);
        Vector512<float> redMul = Vector512.Create(mul[red]), greenMul = Vector512.Create(mul[1]), blueMul = Vector512.Create(mul[blue]);
        Vector512<float> redAdd = Vector512.Create(add[red]), greenAdd = Vector512.Create(add[1]), blueAdd = Vector512.Create(add[blue]);
        fixed (byte* source = rgb)
        fixed (float* start = slot)
        {
            float* redPlane = start + ((long)red * pixels), greenPlane = start + pixels, bluePlane = start + ((long)blue * pixels);
            var i = 0;
            for (; i + Pixels <= pixels; i += Pixels)
            {
                var from = source + (i * 3L);
                Vector128<byte> a = Vector128.Load(from), b = Vector128.Load(from + 16), c = Vector128.Load(from + 32);
                Store(Red(a, b, c), redMul, redAdd, redPlane + i);
                Store(Green(a, b, c), greenMul, greenAdd, greenPlane + i);
                Store(Blue(a, b, c), blueMul, blueAdd, bluePlane + i);
            }

            for (; i < pixels; i++)
            {
                var from = source + (i * 3L);
                redPlane[i] = (from[0] * mul[red]) + add[red];
                greenPlane[i] = (from[1] * mul[1]) + add[1];
                bluePlane[i] = (from[2] * mul[blue]) + add[blue];
            }
        }
    }

    // Each picks every third byte out of 48. An index of 0x80 gives 0 in the native shuffle of x86 and Arm alike, so the three parts
    // are joined by or.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<byte> Red(Vector128<byte> a, Vector128<byte> b, Vector128<byte> c) =>
        Vector128.ShuffleNative(a, Vector128.Create(0, 3, 6, 9, 12, 15, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, (byte)0x80))
        | Vector128.ShuffleNative(b, Vector128.Create(0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 2, 5, 8, 11, 14, 0x80, 0x80, 0x80, 0x80, (byte)0x80))
        | Vector128.ShuffleNative(c, Vector128.Create(0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 1, 4, 7, 10, (byte)13));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<byte> Green(Vector128<byte> a, Vector128<byte> b, Vector128<byte> c) =>
        Vector128.ShuffleNative(a, Vector128.Create(1, 4, 7, 10, 13, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, (byte)0x80))
        | Vector128.ShuffleNative(b, Vector128.Create(0x80, 0x80, 0x80, 0x80, 0x80, 0, 3, 6, 9, 12, 15, 0x80, 0x80, 0x80, 0x80, (byte)0x80))
        | Vector128.ShuffleNative(c, Vector128.Create(0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 2, 5, 8, 11, (byte)14));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<byte> Blue(Vector128<byte> a, Vector128<byte> b, Vector128<byte> c) =>
        Vector128.ShuffleNative(a, Vector128.Create(2, 5, 8, 11, 14, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, (byte)0x80))
        | Vector128.ShuffleNative(b, Vector128.Create(0x80, 0x80, 0x80, 0x80, 0x80, 1, 4, 7, 10, 13, 0x80, 0x80, 0x80, 0x80, 0x80, (byte)0x80))
        | Vector128.ShuffleNative(c, Vector128.Create(0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0, 3, 6, 9, 12, (byte)15));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(Vector128<byte> values, Vector512<float> mul, Vector512<float> add, float* plane)
    {
        var words = Vector256.WidenLower(values.ToVector256Unsafe());
        var integers = Vector512.WidenLower(words.ToVector512Unsafe()).AsInt32();
        Vector512.MultiplyAddEstimate(Vector512.ConvertToSingle(integers), mul, add).Store(plane);
    }
}
