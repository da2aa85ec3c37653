namespace BatchVision.Storage;

/// <summary>The facts of some months, as a table of its own.</summary>
/// <param name="Name">Name of the table.</param>
/// <param name="StartsOn">First day of its images; null for all that are older than the rest.</param>
/// <param name="EndsBefore">The day after its last.</param>
internal sealed record Partition(string Name, DateOnly? StartsOn, DateOnly EndsBefore);
