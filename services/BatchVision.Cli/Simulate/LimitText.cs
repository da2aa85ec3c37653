using BatchVision.Cli.Simulate.Engine;

namespace BatchVision.Cli.Simulate;

/// <summary>What is the limit, in words.</summary>
internal static class LimitText
{
    public static string Of(Bound bound) => bound switch
    {
        Bound.Workers => "worker cores",
        Bound.Gpus => "GPUs",
        Bound.Writers => "results writers",
        Bound.Store => "store",
        Bound.Fetching => "fetch time",
        Bound.Host => "cores of the host",
        Bound.Window => "send window",
        _ => "arrivals",
    };
}
