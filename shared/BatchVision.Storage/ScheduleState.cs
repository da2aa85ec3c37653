namespace BatchVision.Storage;

/// <summary>A schedule as it is stored.</summary>
/// <param name="ScheduleId">Row of the schedule.</param>
/// <param name="Request">What it makes.</param>
/// <param name="Paused">True when it does not fire.</param>
/// <param name="NextAt">When it fires next.</param>
/// <param name="Error">Why the last firing made no job; null when it did.</param>
/// <param name="LastJobId">The job of the last firing.</param>
public sealed record ScheduleState(
    int ScheduleId, ScheduleRequest Request, bool Paused, DateTimeOffset NextAt, string? Error, Guid? LastJobId);
