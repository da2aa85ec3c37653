namespace BatchVision.Recognition.Models;

/// <summary>A loaded model failed on a batch. The cause may be one image, or the size of the batch.</summary>
public sealed class InferenceException : Exception
{
    // ORT's BFC arena; CUDA driver and runtime; cuBLAS and cuDNN. ORT gives all of them the error code "Fail", so the text has to tell.
    private static readonly string[] MemorySigns =
        ["Failed to allocate memory", "out of memory", "OUT_OF_MEMORY", "STATUS_ALLOC_FAILED", "bad allocation", "bad_alloc"];

    /// <summary>Creates the exception.</summary>
    /// <param name="message">Model and batch size.</param>
    /// <param name="innerException">What ONNX Runtime said.</param>
    public InferenceException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
        var cause = innerException?.Message ?? message;
        OutOfMemory = innerException is OutOfMemoryException || MemorySigns.Any(sign => cause.Contains(sign, StringComparison.OrdinalIgnoreCase));
    }

    /// <summary>True when memory ran out, so that a smaller batch may succeed.</summary>
    public bool OutOfMemory { get; }
}
