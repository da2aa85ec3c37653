using Microsoft.EntityFrameworkCore;

namespace BatchVision.Storage.Schema;

[Comment("A key of the REST API. The key itself is never stored.")]
internal sealed class ApiKey
{
    [Comment("Number of the key.")]
    public int ApiKeyId { get; set; }

    [Comment("Who holds it; unique.")]
    public required string Name { get; set; }

    [Comment("Lower-case hex SHA-256 of the key, which has 256 random bits: a slow hash would add nothing.")]
    public required string Sha256 { get; set; }

    [Comment("What it may do, separated by spaces.")]
    public required string Scopes { get; set; }

    [Comment("When it was made.")]
    public DateTimeOffset CreatedAt { get; set; }

    [Comment("When it ends; null for never.")]
    public DateTimeOffset? ExpiresAt { get; set; }

    [Comment("When it was taken back; null while it counts.")]
    public DateTimeOffset? RevokedAt { get; set; }

    [Comment("About when it was used last.")]
    public DateTimeOffset? LastUsedAt { get; set; }
}
