namespace BatchVision.Cli.Simulate.Engine;

/// <summary>Asked by everybody whether what he needs is there.</summary>
internal sealed class Outages(Agenda agenda, IReadOnlyList<Outage> outages)
{
    /// <summary>Seconds until a part answers; 0 when it does.</summary>
    public double Wait(Part part) => outages
        .Where(outage => outage.Part == part && outage.Factor is null && outage.IsNow(agenda.Now))
        .Select(outage => outage.End - agenda.Now).DefaultIfEmpty().Max();

    /// <summary>How many times longer the store takes now.</summary>
    public double StoreFactor => outages.Count == 0 ? 1 : outages
        .Where(outage => outage.Factor is not null && outage.IsNow(agenda.Now))
        .Select(outage => outage.Factor!.Value).DefaultIfEmpty(1).Max();
}
