namespace BatchVision.Storage;

/// <summary>What a key of the REST API may do.</summary>
public static class ApiScopes
{
    /// <summary>Read jobs, schedules and models.</summary>
    public const string JobsRead = "jobs:read";

    /// <summary>Make and change jobs and schedules.</summary>
    public const string JobsWrite = "jobs:write";

    /// <summary>Hand in bucket notifications.</summary>
    public const string EventsWrite = "events:write";

    /// <summary>Everything.</summary>
    public const string Admin = "admin";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> All { get; } = [JobsRead, JobsWrite, EventsWrite, Admin];
}
