namespace BatchVision.Contracts.Rest;

/// <summary>All schedules.</summary>
/// <param name="Schedules">By name.</param>
public sealed record ScheduleListDocument(IReadOnlyList<ScheduleDocument> Schedules);
