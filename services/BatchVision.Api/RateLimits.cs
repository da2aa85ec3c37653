using System.Threading.RateLimiting;
using BatchVision.Api.Problems;

namespace BatchVision.Api;

/// <summary>
/// A fixed window for each key, in this process: with n replicas a key has n times the limit. Notifications have a limit of their own,
/// so that a burst of uploads does not lock out people.
/// </summary>
internal static class RateLimits
{
    public const string Requests = "requests";
    public const string Events = "events";
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    public static void AddRateLimits(this WebApplicationBuilder builder) => builder.Services.AddRateLimiter(limiter =>
    {
        limiter.AddPolicy(Requests, context => Partition(context, options => options.RequestsPerMinute));
        limiter.AddPolicy(Events, context => Partition(context, options => options.EventsPerMinute));
        limiter.OnRejected = (rejected, _) =>
        {
            var wait = rejected.Lease.TryGetMetadata(MetadataName.RetryAfter, out var retryAfter) ? retryAfter : Window;
            return new ValueTask(rejected.HttpContext.WriteProblemAsync(
                ProblemKind.TooManyRequests, "The key has used up its requests of this minute; wait as Retry-After says.", retryAfter: wait));
        };
    });

    private static RateLimitPartition<string> Partition(HttpContext context, Func<ApiOptions, int> limit) => RateLimitPartition.GetFixedWindowLimiter(
        // Who has no key is refused further in; until then, by address.
        context.User.Identity?.IsAuthenticated == true ? $"key {context.User.Identity.Name}" : $"address {context.Connection.RemoteIpAddress}",
        _ => new FixedWindowRateLimiterOptions
        {
            PermitLimit = limit(context.RequestServices.GetRequiredService<ApiOptions>()),
            Window = Window,
        });
}
