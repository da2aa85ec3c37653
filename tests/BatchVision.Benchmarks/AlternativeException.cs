namespace BatchVision.Benchmarks;

/// <summary>A program could not be made ready, failed or took too long; the message holds the last lines of what it said.</summary>
internal sealed class AlternativeException(string message) : Exception(message);
