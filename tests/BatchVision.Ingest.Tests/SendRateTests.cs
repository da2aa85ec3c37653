using Microsoft.Extensions.Time.Testing;

namespace BatchVision.Ingest.Tests;

public sealed class SendRateTests
{
    [Fact]
    public void Rate_OverTime_HoldsItsMeanWhateverTheChunks()
    {
        var time = new FakeTimeProvider();
        var rate = new SendRate(100, time);
        var sent = 0;
        for (var step = 0; step < 1000; step++)
        {
            if (rate.Available() > 0)
            {
                rate.Take(64);
                sent += 64;
            }

            time.Advance(TimeSpan.FromMilliseconds(100));
        }

        // 100 s at 100 images a second, a second's worth in advance, and a chunk that is not finished.
        Assert.InRange(sent, 10_000 - 64, 10_100 + 64);
    }

    [Fact]
    public void Rate_AfterALongPause_LetsASecondThroughAndNoMore()
    {
        var time = new FakeTimeProvider();
        var rate = new SendRate(10, time);
        rate.Take(10);
        time.Advance(TimeSpan.FromHours(1));
        Assert.Equal(10, rate.Available());
    }

    [Fact]
    public void Rate_WithoutLimit_NeverHoldsBack()
    {
        var rate = new SendRate(null, TimeProvider.System);
        rate.Take(1_000_000);
        Assert.Equal(int.MaxValue, rate.Available());
    }
}
