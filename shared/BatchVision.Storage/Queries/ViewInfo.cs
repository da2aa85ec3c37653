namespace BatchVision.Storage.Queries;

/// <summary>A view that people query.</summary>
/// <param name="Name">Without prefix or schema, for example <c>image_labels</c>; <see cref="Database.View"/> gives the full name.</param>
/// <param name="Comment">What the database holds as its comment, if any.</param>
public sealed record ViewInfo(string Name, string? Comment);
