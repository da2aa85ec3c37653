namespace BatchVision.Benchmarks;

/// <summary>A clock that is set: weeks of results are written in minutes.</summary>
internal sealed class ReplayClock : TimeProvider
{
    public DateTimeOffset Now { get; set; }

    public override DateTimeOffset GetUtcNow() => Now;
}
