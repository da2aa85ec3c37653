namespace BatchVision.Contracts;

/// <summary>The names of the lanes and of their queues.</summary>
public static class Lanes
{
    /// <summary>The queue of a lane, and the exchange of the same name that feeds it.</summary>
    public static string Queue(this Lane lane) => lane switch
    {
        Lane.Live => "recognize-live",
        Lane.Backfill => "recognize-backfill",
        Lane.Quarantine => "recognize-quarantine",
        _ => throw new ArgumentOutOfRangeException(nameof(lane), lane, null),
    };

    /// <summary>The name of a lane in rows and metrics.</summary>
    public static string Name(this Lane lane) => lane switch
    {
        Lane.Live => "live",
        Lane.Backfill => "backfill",
        Lane.Quarantine => "quarantine",
        _ => throw new ArgumentOutOfRangeException(nameof(lane), lane, null),
    };
}
