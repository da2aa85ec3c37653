using BatchVision.Storage;
using Microsoft.AspNetCore.Authorization;

namespace BatchVision.Api.Auth;

internal static partial class AuthExtensions
{
    public static void AddApiKeys(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<KeyRing>();
        // Only the core: AddAuthentication brings data protection, which writes keys of its own to the disk at the start.
        builder.Services.AddAuthenticationCore(options =>
        {
            options.DefaultScheme = ApiKeyHandler.SchemeName;
            options.AddScheme<ApiKeyHandler>(ApiKeyHandler.SchemeName, displayName: null);
        });
        builder.Services.AddWebEncoders();
        builder.Services.AddTransient<ApiKeyHandler>();
        var authorization = builder.Services.AddAuthorizationBuilder()
            // An endpoint that says nothing is closed, and so is a path that leads nowhere.
            .SetFallbackPolicy(new AuthorizationPolicyBuilder().RequireAuthenticatedUser().Build());
        foreach (var scope in ApiScopes.All)
        {
            authorization.AddPolicy(scope, policy => policy.RequireClaim(ApiKeyHandler.ScopeClaim, scope, ApiScopes.Admin));
        }
    }

    public static void WarnOfAnonymousAccess(this WebApplication app)
    {
        if (app.Services.GetRequiredService<ApiOptions>().AllowAnonymous)
        {
            LogAnonymous(app.Logger);
        }
    }

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "Api:AllowAnonymous is true: whoever reaches this address may do everything. Set it to false and make keys with 'bv keys create'.")]
    private static partial void LogAnonymous(ILogger logger);
}
