namespace BatchVision.Objects.Events;

/// <summary>A message is not a bucket event of a known form; one line says what is wrong with it. Another try ends the same way.</summary>
public sealed class BucketEventException(string message, Exception? inner = null) : Exception(message, inner);
