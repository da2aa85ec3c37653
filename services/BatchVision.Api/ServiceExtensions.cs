using System.Text.Json;
using System.Text.Json.Serialization;
using BatchVision.ServiceDefaults;
using BatchVision.Storage;
using Microsoft.Extensions.Options;

namespace BatchVision.Api;

/// <summary>Parts of the host that are not a feature of their own.</summary>
internal static class ServiceExtensions
{
    /// <summary>Largest body but for bucket notifications; the largest document is a few kilobytes.</summary>
    private const long MaxBodyBytes = 64 * 1024;

    public static void AddStorage(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddSingleton(provider => new Database(provider.GetRequiredService<IOptions<DatabaseOptions>>().Value.ConnectionString));
        services.AddSingleton<Storage.Jobs>();
        services.AddSingleton<Storage.Schedules>();
        services.AddSingleton<ApiKeys>();
        services.AddSingleton<ModelCatalogue>();
        services.AddHealthChecks().AddCheck<DatabaseCheck>("database", tags: [HealthTags.Ready], timeout: TimeSpan.FromSeconds(5));
    }

    /// <summary>A member that is misspelt, doubled or of another type is an error: a limit that is silently ignored costs a back-fill.</summary>
    public static void AddJson(this WebApplicationBuilder builder)
    {
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = MaxBodyBytes;
        });
        builder.Services.Configure<RouteHandlerOptions>(options => options.ThrowOnBadRequest = true);
        builder.Services.ConfigureHttpJsonOptions(options =>
        {
            var json = options.SerializerOptions;
            json.AllowDuplicateProperties = false;
            json.UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow;
            json.PropertyNameCaseInsensitive = false;
            json.NumberHandling = JsonNumberHandling.Strict;
            json.RespectNullableAnnotations = true;
            json.MaxDepth = 8;
            json.ReadCommentHandling = JsonCommentHandling.Disallow;
        });
    }
}
