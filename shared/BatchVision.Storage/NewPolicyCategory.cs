namespace BatchVision.Storage;

/// <summary>A category of a policy.</summary>
/// <param name="Name">Name in the taxonomy.</param>
/// <param name="ParentName">The category above; null at level 1.</param>
/// <param name="TopName">The category of level 1 that it belongs to, maybe itself.</param>
/// <param name="Level">1 to 3.</param>
/// <param name="SafeSearch">Google's SafeSearch category; null where none covers it.</param>
/// <param name="Azure">Azure's harm category; null where none covers it.</param>
/// <param name="Review">Score from which a person is asked; null for never.</param>
/// <param name="Block">Score from which an image is blocked; null for never.</param>
public sealed record NewPolicyCategory(
    string Name, string? ParentName, string TopName, int Level, string? SafeSearch, string? Azure, float? Review, float? Block);
