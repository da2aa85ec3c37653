using BatchVision.Cli.Report;

namespace BatchVision.Cli.Tests.Report;

public sealed class ThroughputChartTests
{
    [Fact]
    public void Rates_UnevenSamples_KeepTheNumberOfImages()
    {
        ReportSample[] samples = [new(0, 0), new(0.3, 10), new(0.35, 10), new(2, 300), new(2.4, 301), new(5, 1000)];

        var rates = ThroughputChart.Rates(samples);

        Assert.Equal(5, rates.Count);
        Assert.Equal(1000, rates.Sum() * (5.0 / rates.Count), 6);
    }

    [Fact]
    public void Rates_SteadyJob_AreFlat()
    {
        var samples = Enumerable.Range(0, 500).Select(i => new ReportSample(i * 0.5, i * 20)).ToArray();

        var rates = ThroughputChart.Rates(samples);

        Assert.Equal(60, rates.Count);
        Assert.All(rates, rate => Assert.Equal(40, rate, 6));
    }

    [Fact]
    public void Rates_TooFewOrNoTime_AreNone()
    {
        Assert.Empty(ThroughputChart.Rates([]));
        Assert.Empty(ThroughputChart.Rates([new(0, 0)]));
        Assert.Empty(ThroughputChart.Rates([new(1, 0), new(1, 5)]));
    }

    [Fact]
    public void Chart_JobThatDidNothing_DividesByNothing() =>
        Assert.DoesNotContain("NaN", ThroughputChart.Render([new(0, 0), new(1, 0), new(2, 0)]).Text, StringComparison.Ordinal);
}
