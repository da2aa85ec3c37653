namespace BatchVision.Contracts;

/// <summary>A box in fractions (0..1) of the upright image; (X, Y) is its top-left corner.</summary>
/// <param name="X">Left edge.</param>
/// <param name="Y">Top edge.</param>
/// <param name="Width">Width.</param>
/// <param name="Height">Height.</param>
public readonly record struct Box(float X, float Y, float Width, float Height);
