namespace BatchVision.Storage;

/// <summary>A policy of that name and version is known with another content; the message says what to do.</summary>
public sealed class PolicyChangedException(string message) : StorageException(message);
