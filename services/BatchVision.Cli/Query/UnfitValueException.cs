namespace BatchVision.Cli.Query;

/// <summary>A value has no place in its column; the message says why, and who knows the column and the row adds them.</summary>
internal sealed class UnfitValueException(string message) : Exception(message);
