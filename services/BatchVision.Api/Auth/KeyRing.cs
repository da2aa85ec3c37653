using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Threading.RateLimiting;
using BatchVision.Api.Problems;
using BatchVision.Storage;

namespace BatchVision.Api.Auth;

/// <summary>
/// Looks up keys. One that is known is remembered for a short while, so that not every request is a write; a revoked key therefore works
/// that much longer. One that is not known is asked for each time, and an address may do that only so often.
/// </summary>
internal sealed class KeyRing(ApiKeys keys, ApiOptions options, TimeProvider time) : IAsyncDisposable
{
    public static readonly TimeSpan RememberedFor = TimeSpan.FromSeconds(30);

    // Only keys that exist are remembered, so this bounds a table that is small in any case.
    private const int MaxRemembered = 1000;
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    // By hash: a dump of the memory then holds no key longer than its request.
    private readonly ConcurrentDictionary<string, (ApiKeyInfo Info, DateTimeOffset Until)> _known = new(StringComparer.Ordinal);

    private readonly PartitionedRateLimiter<string> _unknown = PartitionedRateLimiter.Create<string, string>(address =>
        RateLimitPartition.GetFixedWindowLimiter(address, _ => new FixedWindowRateLimiterOptions
        {
            PermitLimit = options.UnknownKeysPerMinute,
            Window = Window,
        }));

    /// <summary>The key's entry; null when it is not known, revoked or expired.</summary>
    /// <param name="key">As it was sent.</param>
    /// <param name="address">Where it came from.</param>
    /// <param name="cancellationToken">Ends the query.</param>
    /// <exception cref="RefusedException">Too many unknown keys came from there.</exception>
    public async Task<ApiKeyInfo?> FindAsync(string key, string address, CancellationToken cancellationToken)
    {
        if (!IsKey(key))
        {
            return null;
        }

        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)));
        var now = time.GetUtcNow();
        if (_known.TryGetValue(hash, out var known) && known.Until > now)
        {
            return known.Info;
        }

        _known.TryRemove(hash, out _);
        if (_unknown.GetStatistics(address) is { CurrentAvailablePermits: 0 })
        {
            throw TooMany();
        }

        if (await keys.AuthenticateAsync(key, cancellationToken) is not { } info)
        {
            using var lease = _unknown.AttemptAcquire(address);
            return null;
        }

        Remember(hash, info, now);
        return info;
    }

    public ValueTask DisposeAsync() => _unknown.DisposeAsync();

    private void Remember(string hash, ApiKeyInfo info, DateTimeOffset now)
    {
        if (_known.Count >= MaxRemembered)
        {
            _known.Clear();
        }

        var until = now + RememberedFor;
        _known[hash] = (info, info.ExpiresAt < until ? info.ExpiresAt.Value : until);
    }

    // What cannot be a key need not be looked for.
    private static bool IsKey(string key) =>
        key.Length == ApiKeys.Prefix.Length + 43
        && key.StartsWith(ApiKeys.Prefix, StringComparison.Ordinal)
        && key.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_');

    private static RefusedException TooMany() => new(
        ProblemKind.TooManyRequests, "Too many requests with unknown keys came from this address; check the key, then try again in a minute.")
    {
        RetryAfter = Window,
    };
}
