using System.Runtime.InteropServices;
using BatchVision.Contracts;
using BatchVision.Recognition.Imaging;
using BatchVision.Recognition.Outputs;
using BatchVision.TestAssets;

namespace BatchVision.Recognition.Tests.Outputs;

public sealed class YoloxDecoderTests
{
    private static readonly OutputSpec Spec = new(DecoderKind.Yolox, 100, 0.25f, 0.45f);

    [Fact]
    public void Decode_ReferenceTensor_EqualsTheNaiveLoop()
    {
        var values = MemoryMarshal.Cast<byte, float>(
            File.ReadAllBytes(SharedAssets.Reference("tensors/detectors_yolox_nano.onnx.output.out"))).ToArray();
        var placement = new Placement(416, 312, 0, 0);
        var expected = Naive(values, placement);

        var actual = Decode(values, placement);

        Assert.NotEmpty(expected);
        Assert.Equal(expected.Select(prediction => prediction.ClassIndex), actual.Select(prediction => prediction.ClassIndex));
        foreach (var (naive, decoded) in expected.Zip(actual))
        {
            Assert.Equal(naive.Score, decoded.Score, 1e-5f);
            AssertNear(naive.Box!.Value, decoded.Box!.Value, 1e-5f);
        }
    }

    [Theory]
    [InlineData(0, float.NaN)]
    [InlineData(1, float.PositiveInfinity)]
    [InlineData(2, float.NaN)]
    [InlineData(2, 1e30f)]
    [InlineData(3, float.NegativeInfinity)]
    [InlineData(4, float.NaN)]
    [InlineData(4, float.PositiveInfinity)]
    [InlineData(5, float.NaN)]
    [InlineData(0, 1e6f)]
    public void Decode_CellWithUnusableNumber_IsLeftOut(int position, float value)
    {
        var values = new float[Cells(64, 32) * 7];
        // Two good cells of class 1, far apart; the first is then spoilt.
        foreach (var offset in new[] { 0, 31 * 7 })
            new float[] { 0.5f, 0.5f, 0, 0, 0.9f, 0.1f, 0.8f }.CopyTo(values, offset);
        values[position] = value;

        var prediction = Assert.Single(Decode(values, new Placement(64, 32, 0, 0), Decoding.Labels(2), Decoding.Input(64, 32)));

        Assert.Equal(1, prediction.ClassIndex);
        Assert.Equal(0.72f, prediction.Score, 1e-6f);
        AssertNear(new Box(56f / 64, 24f / 32, 8f / 64, 8f / 32), prediction.Box!.Value, 1e-6f);
    }

    private static int Cells(int width, int height) => width * height / 64 + width * height / 256 + width * height / 1024;

    private static IReadOnlyList<Prediction> Decode(float[] values, Placement placement, string[]? labels = null, InputSpec? input = null)
    {
        labels ??= Decoding.Labels(80);
        return Decoding.Decode(
            Spec, input ?? Decoding.Input(416, 416), labels, placement, ("output", [values.Length / (5 + labels.Length), 5 + labels.Length], values));
    }

    private static List<Prediction> Naive(float[] values, Placement placement)
    {
        var found = new List<(int Class, double Score, double X1, double Y1, double X2, double Y2)>();
        var row = 0;
        foreach (var stride in new[] { 8, 16, 32 })
        {
            for (var y = 0; y < 416 / stride; y++)
            {
                for (var x = 0; x < 416 / stride; x++, row++)
                {
                    var cell = values[(row * 85)..(row * 85 + 85)];
                    var best = Array.IndexOf(cell, cell[5..].Max(), 5) - 5;
                    var score = (double)cell[4] * cell[5 + best];
                    if (score < 0.25)
                        continue;
                    var (centerX, centerY) = ((cell[0] + x) * stride, (cell[1] + y) * stride);
                    var (width, height) = (Math.Exp(cell[2]) * stride, Math.Exp(cell[3]) * stride);
                    found.Add((best, score, centerX - width / 2, centerY - height / 2, centerX + width / 2, centerY + height / 2));
                }
            }
        }

        var kept = new List<(int Class, double Score, double X1, double Y1, double X2, double Y2)>();
        foreach (var box in found.OrderByDescending(box => box.Score))
        {
            if (!kept.Any(better => better.Class == box.Class && Overlap(better, box) > 0.45))
                kept.Add(box);
        }

        return [.. kept.Select(box => new Prediction(
            box.Class, "", (float)box.Score, placement.ToImage((float)box.X1, (float)box.Y1, (float)box.X2, (float)box.Y2)))];

        static double Overlap(
            (int Class, double Score, double X1, double Y1, double X2, double Y2) a, (int Class, double Score, double X1, double Y1, double X2, double Y2) b)
        {
            var both = Math.Max(0, Math.Min(a.X2, b.X2) - Math.Max(a.X1, b.X1)) * Math.Max(0, Math.Min(a.Y2, b.Y2) - Math.Max(a.Y1, b.Y1));
            return both / ((a.X2 - a.X1) * (a.Y2 - a.Y1) + (b.X2 - b.X1) * (b.Y2 - b.Y1) - both);
        }
    }

    private static void AssertNear(Box expected, Box actual, float tolerance)
    {
        Assert.Equal(expected.X, actual.X, tolerance);
        Assert.Equal(expected.Y, actual.Y, tolerance);
        Assert.Equal(expected.Width, actual.Width, tolerance);
        Assert.Equal(expected.Height, actual.Height, tolerance);
    }
}
