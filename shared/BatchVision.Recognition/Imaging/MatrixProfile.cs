using System.Buffers.Binary;
using System.Runtime.Intrinsics;

namespace BatchVision.Recognition.Imaging;

/// <summary>
/// Brings pixels of an RGB profile made of three primaries and three tone curves to sRGB: Display P3 of phones, Adobe RGB of cameras. Such a profile
/// on a JPEG would otherwise cost the fast path. Relative colorimetric, as <see cref="VipsColors"/> asks; profiles with tables stay with libvips.
/// </summary>
internal sealed unsafe class MatrixProfile
{
    // Fine enough that the steepest part of the sRGB curve, 12.92 at black, moves a fifth of a level a step.
    private const int Steps = 1 << 14;

    private static readonly byte[] Encoded = MakeEncoded();

    // Columns of IEC 61966-2-1 primaries adapted to D50, as ICC profiles state them, inverted.
    private static readonly double[,] FromXyz = Invert(new[,]
    {
        { 0.43607, 0.38515, 0.14307 },
        { 0.22249, 0.71687, 0.06061 },
        { 0.01392, 0.09708, 0.71410 },
    });

    private readonly byte[] _profile;
    private readonly Vector128<float>[] _levels;

    private MatrixProfile(byte[] profile, Vector128<float>[] levels) => (_profile, _levels) = (profile, levels);

    /// <summary>Null for a profile of another make, or a damaged one.</summary>
    public static MatrixProfile? TryRead(ReadOnlySpan<byte> bytes)
    {
        var profile = new IccProfile(bytes);
        // A table, where there is one, says more than the primaries, and libvips would go by it.
        if (!profile.IsWholeOverXyz || !profile.Tag("A2B0"u8).IsEmpty || !profile.Tag("A2B1"u8).IsEmpty)
            return null;

        var levels = new Vector128<float>[3 * 256];
        return Fill(profile.Tag("rXYZ"u8), profile.Tag("rTRC"u8), levels.AsSpan(0, 256))
            && Fill(profile.Tag("gXYZ"u8), profile.Tag("gTRC"u8), levels.AsSpan(256, 256))
            && Fill(profile.Tag("bXYZ"u8), profile.Tag("bTRC"u8), levels.AsSpan(512, 256))
            ? new MatrixProfile(bytes.ToArray(), levels)
            : null;
    }

    public bool Is(ReadOnlySpan<byte> profile) => profile.SequenceEqual(_profile);

    /// <summary>Converts RGB24 in place.</summary>
    public void Apply(Span<byte> rgb)
    {
        var (black, white) = (Vector128.Create(0f), Vector128.Create((float)Steps));
        fixed (byte* start = rgb)
        fixed (byte* encoded = Encoded)
        fixed (Vector128<float>* levels = _levels)
        {
            for (var pixel = start; pixel < start + rgb.Length; pixel += 3)
            {
                var linear = levels[pixel[0]] + levels[256 + pixel[1]] + levels[512 + pixel[2]];
                var step = Vector128.ConvertToInt32Native(Vector128.Min(Vector128.Max(linear, black), white));
                pixel[0] = encoded[step[0]];
                pixel[1] = encoded[step[1]];
                pixel[2] = encoded[step[2]];
            }
        }
    }

    // What a level of one channel adds to linear red, green and blue of sRGB, in steps. A third of the half that rounds goes with each channel.
    private static bool Fill(ReadOnlySpan<byte> primary, ReadOnlySpan<byte> curve, Span<Vector128<float>> levels)
    {
        if (primary.Length < 20 || IccCurve.TryRead(curve) is not { } linear)
            return false;

        Span<float> column = stackalloc float[3];
        for (var row = 0; row < 3; row++)
        {
            for (var i = 0; i < 3; i++)
                column[row] += (float)(FromXyz[row, i] * BinaryPrimitives.ReadInt32BigEndian(primary[(8 + (i * 4))..]) / 65536.0);
        }

        for (var level = 0; level < levels.Length; level++)
            levels[level] = (Vector128.Create(column[0], column[1], column[2], 0) * (linear[level] * Steps)) + Vector128.Create(0.5f / 3);
        return true;
    }

    private static byte[] MakeEncoded()
    {
        var encoded = new byte[Steps + 1];
        for (var i = 0; i < encoded.Length; i++)
        {
            var linear = (double)i / Steps;
            var value = linear <= 0.0031308 ? 12.92 * linear : (1.055 * Math.Pow(linear, 1 / 2.4)) - 0.055;
            encoded[i] = (byte)Math.Round(255 * value);
        }

        return encoded;
    }

    private static double[,] Invert(double[,] m)
    {
        var inverse = new double[3, 3];
        var determinant = 0.0;
        for (var i = 0; i < 3; i++)
            determinant += m[0, i] * ((m[1, (i + 1) % 3] * m[2, (i + 2) % 3]) - (m[1, (i + 2) % 3] * m[2, (i + 1) % 3]));
        for (var row = 0; row < 3; row++)
        {
            for (var column = 0; column < 3; column++)
            {
                // The cofactor of the transposed place; with cyclic indices its sign is right by itself.
                var (r1, r2, c1, c2) = ((column + 1) % 3, (column + 2) % 3, (row + 1) % 3, (row + 2) % 3);
                inverse[row, column] = ((m[r1, c1] * m[r2, c2]) - (m[r1, c2] * m[r2, c1])) / determinant;
            }
        }

        return inverse;
    }
}
