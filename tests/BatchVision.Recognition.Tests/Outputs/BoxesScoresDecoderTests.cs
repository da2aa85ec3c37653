using BatchVision.Recognition.Imaging;
using BatchVision.Recognition.Outputs;

namespace BatchVision.Recognition.Tests.Outputs;

public sealed class BoxesScoresDecoderTests
{
    private static readonly OutputSpec Spec = new(DecoderKind.BoxesScores, 10, 0.5f, 0.3f, Background: 0);
    private static readonly Placement Whole = new(320, 240, 0, 0);

    [Fact]
    public void Decode_SkipsBackground_AndThinsOutPerClass()
    {
        float[] boxes = [0, 0, 0.5f, 0.5f, 0.01f, 0.01f, 0.5f, 0.5f, 0.6f, 0.6f, 0.9f, 0.9f];
        float[] scores = [0.99f, 0.6f, 0, 0.99f, 0.9f, 0.55f, 0.99f, 0.2f, 0.7f];

        var actual = Decoding.Decode(
            Spec, Decoding.Input(320, 240), ["background", "face", "hand"], Whole, ("scores", [3, 3], scores), ("boxes", [3, 4], boxes));

        Assert.Equal([("face", 0.9f), ("hand", 0.7f), ("hand", 0.55f)], actual.Select(prediction => (prediction.Label, prediction.Score)));
        Assert.Equal(0.6f, actual[1].Box!.Value.X, 1e-6f);
        Assert.Equal(0.3f, actual[1].Box!.Value.Height, 1e-6f);
    }

    [Theory]
    [InlineData(float.NaN, 0, 1, 1)]
    [InlineData(0, 0, float.PositiveInfinity, 1)]
    [InlineData(0.5f, 0.5f, 0.5f, 0.9f)]
    [InlineData(0.6f, 0.5f, 0.5f, 0.9f)]
    [InlineData(1.1f, 0, 1.2f, 1)]
    public void Decode_BoxThatIsNone_IsLeftOut(float x1, float y1, float x2, float y2)
    {
        var actual = Decoding.Decode(
            Spec, Decoding.Input(320, 240), ["background", "face"], Whole, ("boxes", [1, 4], [x1, y1, x2, y2]), ("scores", [1, 2], [0, 0.9f]));

        Assert.Empty(actual);
    }

    [Fact]
    public void Decode_FourClasses_TellsBoxesByName()
    {
        var actual = Decoding.Decode(
            Spec, Decoding.Input(320, 240), Decoding.Labels(4), Whole,
            ("scores", [1, 4], [0, 0.9f, 0, 0]), ("boxes", [1, 4], [0.1f, 0.1f, 0.6f, 0.6f]));

        Assert.Equal(1, Assert.Single(actual).ClassIndex);
    }
}
