namespace BatchVision.Objects;

/// <summary>A source cannot be used, and trying again will not help; the message is one line that says what to do about it.</summary>
/// <param name="message">For a person. Line breaks and control characters, which keys may hold, become spaces.</param>
/// <param name="inner">What was seen, if an exception.</param>
public sealed class SourceException(string message, Exception? inner = null)
    : Exception(string.Concat(message.Select(c => char.IsControl(c) ? ' ' : c)), inner);
