namespace BatchVision.Storage;

/// <summary>A request names models that no worker has offered.</summary>
/// <param name="message">One line for a person: which are unknown and which are known.</param>
public sealed class UnknownModelsException(string message) : StorageException(message);
