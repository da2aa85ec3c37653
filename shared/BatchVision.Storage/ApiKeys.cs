using System.Buffers.Text;
using System.Data.Common;
using System.Security.Cryptography;
using System.Text;

namespace BatchVision.Storage;

/// <summary>Keys of the REST API: made once, shown once, stored as a hash.</summary>
/// <param name="database">A migrated database.</param>
/// <param name="timeProvider">Clock of the timestamps; the system's by default.</param>
public sealed class ApiKeys(Database database, TimeProvider? timeProvider = null) : IAsyncDisposable
{
    /// <summary>How a key begins, so that scanners for leaked secrets can tell one.</summary>
    public const string Prefix = "bv_key_";

    private const string Columns = "SELECT name, scopes, created_at, expires_at, revoked_at, last_used_at FROM api_key";

    private readonly TimeProvider _time = timeProvider ?? TimeProvider.System;
    private readonly Session _session = database.OpenSession(timeProvider ?? TimeProvider.System);

    /// <summary>Makes a key and returns it; it cannot be read again.</summary>
    /// <exception cref="NameTakenException">There is one of that name.</exception>
    public Task<string> CreateAsync(string name, IReadOnlyList<string> scopes, DateTimeOffset? expiresAt, CancellationToken cancellationToken)
    {
        const string Insert = """
            INSERT INTO api_key (name, sha256, scopes, created_at, expires_at) VALUES (@name, @sha256, @scopes, @now, @expires_at)
            ON CONFLICT (name) DO NOTHING
            """;
        var key = Prefix + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
        return _session.WriteAsync(
            async token => await _session.ExecuteAsync(
                Insert, token,
                ("@name", name), ("@sha256", Hash(key)), ("@scopes", string.Join(' ', scopes)), ("@now", _time.GetUtcNow()), ("@expires_at", expiresAt)) == 0
                ? throw new NameTakenException($"There is a key '{name}' already; choose another name.")
                : key,
            cancellationToken);
    }

    /// <summary>The key's entry when it is known, not revoked and not expired; null otherwise.</summary>
    public async Task<ApiKeyInfo?> AuthenticateAsync(string key, CancellationToken cancellationToken)
    {
        const string Valid = "WHERE sha256 = @sha256 AND revoked_at IS NULL AND (expires_at IS NULL OR expires_at > @now)";
        // Once a minute: a row that is written with each request would be the busiest of the database.
        const string Touch = "UPDATE api_key SET last_used_at = @now WHERE sha256 = @sha256 AND (last_used_at IS NULL OR last_used_at < @minute_ago)";
        var hash = Hash(key);
        var now = _time.GetUtcNow();
        var found = await _session.ReadAsync(
            token => _session.QueryAsync($"{Columns} {Valid}", Info, token, ("@sha256", hash), ("@now", now)), cancellationToken);
        if (found is [var used] && !(used.LastUsedAt > now.AddMinutes(-1)))
        {
            await _session.WriteAsync(
                token => _session.ExecuteAsync(Touch, token, ("@sha256", hash), ("@now", now), ("@minute_ago", now.AddMinutes(-1))), cancellationToken);
        }

        return found.SingleOrDefault();
    }

    /// <summary>All keys by name.</summary>
    public Task<List<ApiKeyInfo>> ListAsync(CancellationToken cancellationToken) =>
        _session.ReadAsync(token => _session.QueryAsync($"{Columns} ORDER BY name", Info, token), cancellationToken);

    /// <summary>Makes a key useless from now on. False when there is none of that name that works.</summary>
    public Task<bool> RevokeAsync(string name, CancellationToken cancellationToken) => _session.WriteAsync(
        async token => await _session.ExecuteAsync(
            "UPDATE api_key SET revoked_at = @now WHERE name = @name AND revoked_at IS NULL", token,
            ("@name", name), ("@now", _time.GetUtcNow())) > 0,
        cancellationToken);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _session.DisposeAsync();

    // Found by the hash, so there is no secret whose comparison could be timed.
    private static string Hash(string key) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)));

    private static ApiKeyInfo Info(DbDataReader r) => new(
        r.GetString(0), r.GetString(1).Split(' ', StringSplitOptions.RemoveEmptyEntries), r.GetFieldValue<DateTimeOffset>(2), Time(r, 3), Time(r, 4), Time(r, 5));

    private static DateTimeOffset? Time(DbDataReader r, int column) => r.IsDBNull(column) ? null : r.GetFieldValue<DateTimeOffset>(column);
}
