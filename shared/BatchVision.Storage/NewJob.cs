using BatchVision.Contracts;

namespace BatchVision.Storage;

/// <summary>The row of a job to be.</summary>
internal sealed record NewJob(string Source, IReadOnlyCollection<int> ModelIds, string RequestKey, Lane Lane, JobMode Mode)
{
    public bool Stream { get; init; }

    public long? ImageLimit { get; init; }

    public double? ImagesPerSecond { get; init; }

    public string? RequestedBy { get; init; }

    public int? ScheduleId { get; init; }

    public DateTimeOffset? Slot { get; init; }

    public string? LeaseOwner { get; init; }

    public DateTimeOffset? LeasedUntil { get; init; }
}
