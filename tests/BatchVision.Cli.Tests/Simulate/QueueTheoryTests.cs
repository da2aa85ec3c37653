using BatchVision.Cli.Simulate.Engine;

namespace BatchVision.Cli.Tests.Simulate;

/// <summary>Where a formula knows the answer, the simulation gives it.</summary>
public sealed class QueueTheoryTests
{
    private const double Service = 0.01;

    [Theory]
    [InlineData(1, 0.5)]
    [InlineData(1, 0.8)]
    [InlineData(2, 0.7)]
    [InlineData(8, 0.9)]
    public void MeanWait_OfExponentialServiceAndSeveralServers_IsErlangs(int servers, double load)
    {
        var result = Simulation.Run(Systems.Line(servers, load, variation: 1));

        var expected = ErlangC(servers, servers * load) * Service / (servers * (1 - load));
        Assert.InRange((result.Live!.Mean - Service) / expected, 0.95, 1.05);
    }

    [Theory]
    [InlineData(0.5)]
    [InlineData(0.8)]
    [InlineData(0.9)]
    public void MeanWait_OfEqualServiceAndOneServer_IsThatOfPollaczekAndKhinchine(double load)
    {
        var result = Simulation.Run(Systems.Line(1, load, variation: 0));

        var expected = load * Service / (2 * (1 - load));
        Assert.InRange((result.Live!.Mean - Service) / expected, 0.95, 1.05);
    }

    [Fact]
    public void MeanWait_OfAnyVariation_GrowsWithItsSquare()
    {
        var result = Simulation.Run(Systems.Line(1, 0.8, variation: 1.5));

        var expected = 0.8 * Service * (1 + (1.5 * 1.5)) / (2 * (1 - 0.8));
        Assert.InRange((result.Live!.Mean - Service) / expected, 0.93, 1.07);
    }

    [Fact]
    public void MeanTime_OnSharedCores_IsThatOfProcessorSharing()
    {
        // Egalitarian sharing does not see the distribution: mean time = service / (1 - load), as many servers as may be wanted on one core.
        var result = Simulation.Run(Systems.Line(200, 0.7 / 200, variation: 1) with { HostCores = 1, Duration = 8_000 });

        Assert.InRange(result.Live!.Mean / (Service / (1 - 0.7)), 0.95, 1.05);
        Assert.InRange(result.HostBusy!.Value, 0.69, 0.71);
    }

    // Probability that all servers are busy, load in Erlang.
    private static double ErlangC(int servers, double load)
    {
        var (term, sum) = (1.0, 0.0);
        for (var k = 0; k < servers; k++)
        {
            sum += term;
            term *= load / (k + 1);
        }

        var waiting = term * servers / (servers - load);
        return waiting / (sum + waiting);
    }
}
