namespace BatchVision.Storage;

/// <summary>The unfinished chunks of a job.</summary>
/// <param name="Pending">Planned, not yet sent.</param>
/// <param name="Outstanding">Sent, not yet answered.</param>
public readonly record struct Backlog(int Pending, int Outstanding);
