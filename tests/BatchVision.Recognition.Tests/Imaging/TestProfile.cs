using System.Buffers.Binary;
using System.Text;

namespace BatchVision.Recognition.Tests.Imaging;

/// <summary>ICC profiles made in the test: primaries of Adobe RGB and a tone curve.</summary>
internal static class TestProfile
{
    // Adapted to D50, as in the profile that Adobe publishes.
    private static readonly double[][] Primaries = [[0.60974, 0.31111, 0.01947], [0.20528, 0.62567, 0.06087], [0.14919, 0.06322, 0.74457]];

    public static byte[] Gamma(double gamma) => Create(Curve("curv", Word(1, 4), Word((int)Math.Round(gamma * 256), 2)));

    public static byte[] Table(int points, double gamma) => Create(Curve(
        "curv", Word(points, 4), [.. Enumerable.Range(0, points).SelectMany(i => Word((int)Math.Round(65535 * Math.Pow((double)i / (points - 1), gamma)), 2))]));

    public static byte[] Formula(int type, params double[] parameters) => Create(Curve(
        "para", Word(type << 16, 4), [.. parameters.SelectMany(parameter => Word((int)Math.Round(parameter * 65536), 4))]));

    /// <summary>The profile in front of the other segments of a JPEG.</summary>
    public static byte[] Embed(byte[] jpeg, byte[] profile) =>
        [.. jpeg[..2], 0xFF, 0xE2, .. Word(profile.Length + 16, 2), .. "ICC_PROFILE\0"u8, 1, 1, .. profile, .. jpeg[2..]];

    private static byte[] Create(byte[] curve)
    {
        (string Name, byte[] Data)[] tags =
        [
            ("desc", [.. "desc"u8, .. Word(0, 4), .. Word(5, 4), .. "Test\0"u8, .. new byte[79]]),
            ("wtpt", Xyz([0.9642, 1, 0.8249])),
            ("rXYZ", Xyz(Primaries[0])), ("gXYZ", Xyz(Primaries[1])), ("bXYZ", Xyz(Primaries[2])),
            ("rTRC", curve), ("gTRC", curve), ("bTRC", curve),
        ];
        var table = new List<byte>(Word(tags.Length, 4));
        var data = new List<byte>();
        var first = 128 + 4 + (tags.Length * 12);
        foreach (var (name, bytes) in tags)
        {
            table.AddRange([.. Encoding.ASCII.GetBytes(name), .. Word(first + data.Count, 4), .. Word(bytes.Length, 4)]);
            data.AddRange([.. bytes, .. new byte[(4 - (bytes.Length % 4)) % 4]]);
        }

        byte[] header =
        [
            .. Word(first + data.Count, 4), .. new byte[4], .. Word(0x02400000, 4), .. "mntrRGB XYZ "u8, .. new byte[12], .. "acsp"u8, .. new byte[28],
            .. Fixed(0.9642), .. Fixed(1), .. Fixed(0.8249), .. new byte[48],
        ];
        return [.. header, .. table, .. data];
    }

    private static byte[] Curve(string kind, params byte[][] parts) => [.. Encoding.ASCII.GetBytes(kind), .. new byte[4], .. parts.SelectMany(part => part)];

    private static byte[] Xyz(double[] values) => [.. "XYZ "u8, .. new byte[4], .. values.SelectMany(Fixed)];

    private static byte[] Fixed(double value) => Word((int)Math.Round(value * 65536), 4);

    private static byte[] Word(int value, int bytes)
    {
        var word = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(word, value);
        return word[(4 - bytes)..];
    }
}
