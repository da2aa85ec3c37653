namespace BatchVision.Cli.Simulate.Engine;

/// <summary>The object store: how long a fetch takes, and how many images a second it gives to all.</summary>
internal sealed class Store(Agenda agenda, Outages outages, double fetchSeconds, double imagesPerSecond)
{
    private double _free;

    public double FetchSeconds => fetchSeconds * outages.StoreFactor;

    /// <summary>Seconds in which it gave images as fast as it can.</summary>
    public double BusySeconds { get; private set; }

    /// <summary>When so many images have come, after all that were asked for before.</summary>
    public double Fetched(int images)
    {
        if (double.IsPositiveInfinity(imagesPerSecond))
            return agenda.Now;
        var seconds = images * outages.StoreFactor / imagesPerSecond;
        BusySeconds += seconds;
        return _free = Math.Max(_free, agenda.Now) + seconds;
    }
}
