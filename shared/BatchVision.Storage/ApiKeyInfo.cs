namespace BatchVision.Storage;

/// <summary>A key of the REST API, without the key.</summary>
/// <param name="Name">Unique name; jobs carry it as who asked.</param>
/// <param name="Scopes">What it may do.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="ExpiresAt">When it stops working; null for never.</param>
/// <param name="RevokedAt">When it was revoked; null while it works.</param>
/// <param name="LastUsedAt">Its last use, to the minute.</param>
public sealed record ApiKeyInfo(
    string Name, IReadOnlyList<string> Scopes, DateTimeOffset CreatedAt, DateTimeOffset? ExpiresAt, DateTimeOffset? RevokedAt, DateTimeOffset? LastUsedAt);
