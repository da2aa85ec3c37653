namespace BatchVision.Contracts;

/// <summary>Event of a worker at its start: what jobs may ask for.</summary>
/// <param name="Models">The models that are loaded and warm.</param>
/// <param name="At">When the worker was ready, UTC.</param>
public sealed record ModelsOffered(IReadOnlyList<OfferedModel> Models, DateTimeOffset At);
