namespace BatchVision.Storage;

/// <summary>An entry of the blocklist.</summary>
/// <param name="Hash">64-bit perceptual hash.</param>
/// <param name="Reason">Why it is listed.</param>
/// <param name="AddedAt">When it was listed last.</param>
public sealed record BlockedImage(ulong Hash, string Reason, DateTimeOffset AddedAt);
