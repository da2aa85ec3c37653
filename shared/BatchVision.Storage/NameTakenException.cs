namespace BatchVision.Storage;

/// <summary>The name of a schedule or of a key is taken.</summary>
/// <param name="message">One line for a person.</param>
public sealed class NameTakenException(string message) : StorageException(message);
