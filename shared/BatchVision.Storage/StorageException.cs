namespace BatchVision.Storage;

/// <summary>The database cannot do what was asked; the message is one line that says what to do about it.</summary>
public class StorageException : Exception
{
    /// <summary>Creates the exception.</summary>
    /// <param name="message">One line for a person: what is wrong and what to do.</param>
    /// <param name="innerException">What the database said.</param>
    public StorageException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
