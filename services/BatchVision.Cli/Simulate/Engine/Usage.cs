namespace BatchVision.Cli.Simulate.Engine;

/// <summary>How busy everything was.</summary>
internal sealed record Usage(double Threads, double Gpus, double Occupied, double Writers, double? Store, double? Host, double WindowFull)
{
    private const double Full = 0.85;

    public Bound Bound => this switch
    {
        { Host: >= Full } => Bound.Host,
        { Store: >= Full } => Bound.Store,
        { Gpus: >= Full } => Bound.Gpus,
        { Threads: >= Full } => Bound.Workers,
        { Writers: >= Full } => Bound.Writers,
        { Occupied: >= Full } => Bound.Fetching,
        { WindowFull: >= 0.5 } => Bound.Window,
        _ => Bound.Arrivals,
    };
}
