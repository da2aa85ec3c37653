namespace BatchVision.Storage;

/// <summary>A job that is to be made again and again.</summary>
/// <param name="Name">Unique name.</param>
/// <param name="Cron">Five fields as in crontab.</param>
/// <param name="TimeZone">IANA name of the zone the fields are read in.</param>
/// <param name="Job">What each firing asks for; its model names are resolved at each firing.</param>
public sealed record ScheduleRequest(string Name, string Cron, string TimeZone, JobSubmission Job);
