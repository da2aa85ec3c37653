using System.Text.Json.Serialization;
using BatchVision.Api.Problems;
using Microsoft.AspNetCore.Http.Timeouts;

namespace BatchVision.Api;

/// <summary>How requests are read: little is taken, and nothing that is not understood.</summary>
internal static class RequestRules
{
    /// <summary>Largest body but for bucket notifications; the largest document is a few kilobytes.</summary>
    public const long MaxBodyBytes = 64 * 1024;

    /// <summary>Longer than any answer takes, shorter than any proxy waits: a database or broker that hangs is told, not waited for.</summary>
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(10);

    public static void AddRequestRules(this WebApplicationBuilder builder)
    {
        // Its lines, several a request, say nothing that the ones of the API do not.
        builder.Logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = MaxBodyBytes;
        });
        builder.Services.AddRequestTimeouts(options => options.DefaultPolicy = new RequestTimeoutPolicy
        {
            Timeout = Timeout,
            TimeoutStatusCode = ProblemKind.Unavailable.Status,
            WriteTimeoutResponse = context => context.WriteProblemAsync(
                ProblemKind.Unavailable, "The database or the broker has not answered in time; try again in a few seconds.", retryAfter: ProblemHandler.RetryAfter),
        });
        // Always, not only in development: the problem handler then says what was wrong.
        builder.Services.Configure<RouteHandlerOptions>(options => options.ThrowOnBadRequest = true);
        builder.Services.ConfigureHttpJsonOptions(options =>
        {
            var json = options.SerializerOptions;
            // A member that is misspelt, doubled or of another type is an error: a limit that is silently ignored costs a back-fill.
            json.UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow;
            json.AllowDuplicateProperties = false;
            json.PropertyNameCaseInsensitive = false;
            json.NumberHandling = JsonNumberHandling.Strict;
            json.RespectNullableAnnotations = true;
            json.MaxDepth = 8;
        });
    }
}
