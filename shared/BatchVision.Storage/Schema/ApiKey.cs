namespace BatchVision.Storage.Schema;

/// <summary>A key of the REST API; the key itself is never stored.</summary>
internal sealed class ApiKey
{
    public int ApiKeyId { get; set; }

    public required string Name { get; set; }

    /// <summary>Lower-case hex SHA-256 of the key, which has 256 random bits: a slow hash would add nothing.</summary>
    public required string Sha256 { get; set; }

    /// <summary>Separated by spaces.</summary>
    public required string Scopes { get; set; }

    public DateTimeOffset CreatedAt { get; set; }

    public DateTimeOffset? ExpiresAt { get; set; }

    public DateTimeOffset? RevokedAt { get; set; }

    public DateTimeOffset? LastUsedAt { get; set; }
}
