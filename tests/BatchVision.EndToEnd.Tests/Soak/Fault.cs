namespace BatchVision.EndToEnd.Tests.Soak;

/// <summary>Something that was broken on purpose.</summary>
internal sealed record Fault(string Name, DateTimeOffset Began, DateTimeOffset Ended);
