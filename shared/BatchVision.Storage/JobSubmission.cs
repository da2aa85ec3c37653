using BatchVision.Contracts;

namespace BatchVision.Storage;

/// <summary>What a job is asked for.</summary>
/// <param name="Source">What is listed.</param>
/// <param name="Models">Names of models, each "name" (the newest offered) or "name@version"; none means all that are offered.</param>
public sealed record JobSubmission(string Source, IReadOnlyList<string> Models)
{
    /// <summary>Live or backfill.</summary>
    public Lane Lane { get; init; } = Lane.Backfill;

    /// <summary>Which images of the source are taken.</summary>
    public JobMode Mode { get; init; }

    /// <summary>Stop listing after this many images; null lists all of them.</summary>
    public long? ImageLimit { get; init; }

    /// <summary>Most images sent a second; null for no limit.</summary>
    public double? ImagesPerSecond { get; init; }

    /// <summary>Who asks.</summary>
    public string? RequestedBy { get; init; }
}
