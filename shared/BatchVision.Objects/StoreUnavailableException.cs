namespace BatchVision.Objects;

/// <summary>A store did not answer as it should, retries included. It may pass: the same request is worth another try later.</summary>
/// <param name="message">One line for a person.</param>
/// <param name="inner">What was seen.</param>
public sealed class StoreUnavailableException(string message, Exception? inner = null) : IOException(message, inner);
