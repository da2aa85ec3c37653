namespace BatchVision.Storage;

/// <summary>A key that makes a request safe to repeat was used for another request before.</summary>
/// <param name="message">One line for a person.</param>
public sealed class KeyReusedException(string message) : StorageException(message);
