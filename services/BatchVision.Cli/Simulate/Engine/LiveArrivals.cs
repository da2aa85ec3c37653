namespace BatchVision.Cli.Simulate.Engine;

/// <summary>Uploads, each independent of the others: a Poisson process whose rate changes.</summary>
internal sealed class LiveArrivals(LiveLoad load, Agenda agenda, Chance chance, Func<double, bool> goesOn, Action<int> upload)
{
    public void Start()
    {
        foreach (var (at, images) in load.Bursts)
        {
            agenda.At(at, () =>
            {
                for (var left = images; left > 0; left -= load.ImagesPerEvent)
                    upload(Math.Min(left, load.ImagesPerEvent));
            });
        }

        if (load.Highest > 0)
            Next();
    }

    // Thinning: as many as at the highest rate, of which those beyond the rate of the moment are left out.
    private void Next() => agenda.After(chance.Exponential(load.ImagesPerEvent / load.Highest), () =>
    {
        if (!goesOn(agenda.Now))
            return;
        if (chance.Uniform() * load.Highest < load.RateAt(agenda.Now))
            upload(load.ImagesPerEvent);
        Next();
    });
}
