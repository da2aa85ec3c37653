using System.Text.Json.Serialization;

namespace BatchVision.Api;

/// <summary>How requests are read: little is taken, and nothing that is not understood.</summary>
internal static class RequestRules
{
    /// <summary>Largest body but for bucket notifications; the largest document is a few kilobytes.</summary>
    public const long MaxBodyBytes = 64 * 1024;

    public static void AddRequestRules(this WebApplicationBuilder builder)
    {
        // Its lines, several a request, say nothing that the ones of the API do not.
        builder.Logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = MaxBodyBytes;
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
