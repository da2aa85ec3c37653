namespace BatchVision.Storage;

/// <summary>A job has ended, and what was asked of it needs one that has not (or the other way round).</summary>
/// <param name="message">One line for a person.</param>
public sealed class JobClosedException(string message) : StorageException(message);
