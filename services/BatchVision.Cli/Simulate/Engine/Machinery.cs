namespace BatchVision.Cli.Simulate.Engine;

/// <summary>What every part of a simulated system stands on.</summary>
internal sealed class Machinery
{
    public Machinery(SimulationSettings settings)
    {
        Processors = new Processors(Agenda, settings.HostCores);
        Outages = new Outages(Agenda, settings.Outages);
        Store = new Store(Agenda, Outages, settings.Measured.FetchMs / 1000, settings.StoreImages);
        Chance = new Chance(settings.Seed);
    }

    public Agenda Agenda { get; } = new();

    public Processors Processors { get; }

    public Outages Outages { get; }

    public Store Store { get; }

    public Chance Chance { get; }

    /// <summary>Chunks that were given out again.</summary>
    public long Redelivered { get; set; }
}
