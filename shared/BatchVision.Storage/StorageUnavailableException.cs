namespace BatchVision.Storage;

/// <summary>
/// The database could not be reached, or other writers were in the way, through several tries. Nothing was written, unless the
/// message says that this could not be found out; the same call may succeed later.
/// </summary>
public sealed class StorageUnavailableException : StorageException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="message">One line for a person: what is wrong and what to do.</param>
    /// <param name="innerException">What the database said.</param>
    public StorageUnavailableException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
