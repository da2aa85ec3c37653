using BatchVision.Contracts;
using BatchVision.Recognition.Outputs;
using CsCheck;

namespace BatchVision.Recognition.Tests.Outputs;

public sealed class ClassDecoderTests
{
    private static readonly float[] Special = [0, 1, float.NaN, float.PositiveInfinity, float.NegativeInfinity];

    private static readonly Gen<float> Logit = Gen.OneOf(
        Gen.Float[-30, 30], Gen.Float[-1e4f, 1e4f], Gen.Int[0, 4].Select(i => Special[i]));

    [Theory]
    [InlineData(DecoderKind.Softmax)]
    [InlineData(DecoderKind.Sigmoid)]
    [InlineData(DecoderKind.Probabilities)]
    public void Decode_AnyLogits_EqualsTheNaiveSort(DecoderKind kind) =>
        Gen.Select(Logit.Array[1, 40], Gen.Int[1, 50], Gen.OneOf(Gen.Const(0f), Gen.Float[0, 1])).Sample((logits, topK, floor) =>
        {
            var expected = Naive(kind, logits)
                .Select((score, i) => (score, i))
                .Where(pair => double.IsFinite(pair.score) && pair.score >= floor)
                .OrderByDescending(pair => pair.score).ThenBy(pair => pair.i)
                .Take(topK).ToArray();

            var actual = Decode(new OutputSpec(kind, topK, floor, 0), logits);

            // Scores within rounding of the floor may fall on either side; so may near ties.
            if (expected.Any(pair => Math.Abs(pair.score - floor) < 1e-5) || Naive(kind, logits).Any(score => Math.Abs(score - floor) < 1e-5))
                return;
            Assert.Equal(expected.Length, actual.Count);
            for (var i = 0; i < expected.Length; i++)
                Assert.Equal(Math.Min(expected[i].score, 1), actual[i].Score, 1e-5);
            Assert.True(actual.Zip(actual.Skip(1)).All(pair =>
                pair.First.Score > pair.Second.Score || (pair.First.Score == pair.Second.Score && (pair.First.ClassIndex < pair.Second.ClassIndex || pair.First.Score == 1))));
            Assert.Equal(actual.Count, actual.Select(prediction => prediction.ClassIndex).Distinct().Count());
        });

    [Fact]
    public void Decode_Ties_RankByClass()
    {
        var actual = Decode(new OutputSpec(DecoderKind.Probabilities, 3, 0, 0), [0.1f, 0.5f, 0.2f, 0.5f, 0.5f, 0.5f]);

        Assert.Equal([1, 3, 4], actual.Select(prediction => prediction.ClassIndex));
    }

    [Fact]
    public void Decode_HugeLogits_StaysStable()
    {
        var actual = Decode(new OutputSpec(DecoderKind.Softmax, 5, 0.01f, 0), [1e38f, -1e38f, 1e38f]);

        Assert.Equal([new Prediction(0, "class 0", 0.5f), new Prediction(2, "class 2", 0.5f)], actual);
    }

    [Fact]
    public void Decode_NothingFinite_FindsNothing()
    {
        foreach (var kind in new[] { DecoderKind.Softmax, DecoderKind.Probabilities })
            Assert.Empty(Decode(new OutputSpec(kind, 5, 0, 0), [float.NaN, float.NegativeInfinity, float.PositiveInfinity]));
    }

    [Fact]
    public void Decode_ScoreAtTheFloor_IsKept()
    {
        Assert.Single(Decode(new OutputSpec(DecoderKind.Probabilities, 5, 0.25f, 0), [0.25f, 0.2499f]));
    }

    private static double[] Naive(DecoderKind kind, float[] logits)
    {
        switch (kind)
        {
            case DecoderKind.Sigmoid:
                return [.. logits.Select(logit => 1 / (1 + Math.Exp(-logit)))];
            case DecoderKind.Softmax:
                var usable = logits.Where(logit => !float.IsNaN(logit) && !float.IsPositiveInfinity(logit)).ToArray();
                var max = usable.DefaultIfEmpty(0).Max();
                var sum = usable.Sum(logit => Math.Exp((double)logit - max));
                return [.. logits.Select(logit => float.IsPositiveInfinity(logit) ? double.NaN : Math.Exp((double)logit - max) / sum)];
            default:
                return [.. logits.Select(logit => (double)logit)];
        }
    }

    private static IReadOnlyList<Prediction> Decode(OutputSpec spec, float[] logits) => Decoding.Decode(
        spec, Decoding.Input(4, 4), Decoding.Labels(logits.Length), new(4, 4, 0, 0), ("scores", [logits.Length], logits));
}
