namespace BatchVision.Contracts;

/// <summary>Command to Ingest: these objects changed. Events come at least once and in any order.</summary>
/// <param name="Events">At most 1,000 events.</param>
public sealed record ObjectEvents(IReadOnlyList<ObjectEvent> Events)
{
    /// <summary>The exchange it is sent to, and the queue of the same name.</summary>
    public const string Exchange = "object-events";
}
