namespace BatchVision.Storage;

/// <summary>Where the images of events go.</summary>
/// <param name="Source">What was subscribed to; the job of the day carries it.</param>
/// <param name="Root">Where the bytes are.</param>
/// <param name="Models">Names of models; none means all that are offered.</param>
public sealed record StreamPlan(string Source, string Root, IReadOnlyList<string> Models);
