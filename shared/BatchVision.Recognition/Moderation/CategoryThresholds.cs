namespace BatchVision.Recognition.Moderation;

/// <summary>From which scores on a category asks for a person, and from which on it blocks.</summary>
/// <param name="Review">0..1; null when it never asks.</param>
/// <param name="Block">0..1, at least <paramref name="Review"/>; null when it never blocks.</param>
public readonly record struct CategoryThresholds(float? Review, float? Block);
