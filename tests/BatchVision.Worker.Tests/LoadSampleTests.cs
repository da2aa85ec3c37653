namespace BatchVision.Worker.Tests;

public sealed class LoadSampleTests
{
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(10);

    [Theory]
    [InlineData(0.25, 0.70, null, 0.1, "compute-bound: decode 25 %, inference 70 %")]
    [InlineData(0.95, 0.00, 0.39, 0.1, "decode-bound: inference idle 61 %")]
    [InlineData(0.40, 0.00, 0.97, 0.1, "inference-bound: decode idle 60 %")]
    [InlineData(0.90, 0.05, 0.97, 0.9, "inference-bound: decode idle 5 %")]
    [InlineData(0.05, 0.15, null, 0.92, "fetch-bound: compute idle 80 %")]
    [InlineData(0.05, 0.00, 0.30, 0.92, "fetch-bound: compute idle 70 %")]
    [InlineData(0.05, 0.15, null, 0.2, "waiting for work: compute idle 80 %")]
    [InlineData(0.60, 0.00, 0.10, 0.2, "waiting for work: compute idle 40 %")]
    public void Text_OfALoad_NamesWhatBoundsIt(double decode, double cpuInference, double? gpuInference, double fetch, string expected) =>
        Assert.Equal(expected, new LoadSample(100, decode, cpuInference, gpuInference, fetch, Window).ToString());

    [Theory]
    [InlineData(0.3, 0.6, null, 0.1, 0.09)] // both stages share the threads: 0.9 of 10 s for 100 images
    [InlineData(0.3, 0.0, 0.8, 0.1, 0.08)] // a stage each: the slower one counts
    [InlineData(0.1, 0.1, null, 0.5, 0.05)]
    public void ImageSeconds_OfALoad_AreThoseOfTheBusiestResource(double decode, double cpuInference, double? gpuInference, double fetch, double expected) =>
        Assert.Equal(expected, new LoadSample(100, decode, cpuInference, gpuInference, fetch, Window).ImageSeconds!.Value, 6);

    [Fact]
    public void ImageSeconds_WithoutImages_AreUnknown() => Assert.Null(new LoadSample(0, 0, 0, null, 0, Window).ImageSeconds);
}
