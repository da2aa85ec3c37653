namespace BatchVision.Recognition.Models;

/// <summary>
/// A model cannot be loaded or used as it is configured. The message is for the operator: one line per fault, each naming the file, the field
/// and how to mend it.
/// </summary>
public sealed class ModelException : Exception
{
    /// <summary>Creates the exception.</summary>
    /// <param name="message">What is wrong, where, and how to mend it.</param>
    /// <param name="innerException">What ONNX Runtime or the parser said, if anything.</param>
    public ModelException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
