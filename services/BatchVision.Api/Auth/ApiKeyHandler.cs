using System.Security.Claims;
using System.Text;
using System.Text.Encodings.Web;
using BatchVision.Api.Problems;
using BatchVision.Storage;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.Extensions.Options;

namespace BatchVision.Api.Auth;

/// <summary>
/// <c>Authorization: Bearer bv_key_…</c>. Where an endpoint takes notifications, also <c>Basic</c> with the key as password: stores that can
/// send no other header take <c>https://user:key@host/events</c>.
/// </summary>
internal sealed class ApiKeyHandler(
    IOptionsMonitor<AuthenticationSchemeOptions> schemes, ILoggerFactory loggers, UrlEncoder encoder, KeyRing keys, ApiOptions options)
    : AuthenticationHandler<AuthenticationSchemeOptions>(schemes, loggers, encoder)
{
    public const string SchemeName = "ApiKey";
    public const string ScopeClaim = "scope";
    private const string Anonymous = "anonymous";

    private bool TakesBasic => Context.GetEndpoint()?.Metadata.GetMetadata<TakesBasicMetadata>() is not null;

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        // Probes must not wait for the database to find out who they are.
        if (Context.GetEndpoint()?.Metadata.GetMetadata<IAllowAnonymous>() is not null)
        {
            return AuthenticateResult.NoResult();
        }

        if (Request.Headers.Authorization.Count == 0)
        {
            return options.AllowAnonymous ? Ticket(Anonymous, [ApiScopes.Admin]) : AuthenticateResult.NoResult();
        }

        return ReadKey(Request.Headers.Authorization.ToString()) is { } key
            && await keys.FindAsync(key, $"{Context.Connection.RemoteIpAddress}", Context.RequestAborted) is { } info
            ? Ticket(info.Name, info.Scopes)
            : AuthenticateResult.Fail("The key is not known.");
    }

    protected override async Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        Response.Headers.WWWAuthenticate = TakesBasic ? new[] { "Bearer realm=\"batchvision\"", "Basic realm=\"batchvision\"" } : "Bearer realm=\"batchvision\"";
        var sent = Request.Headers.Authorization.Count > 0;
        await Context.WriteProblemAsync(
            ProblemKind.Unauthenticated,
            sent
                ? $"The key is not known, has expired or was revoked; send a valid one as 'Authorization: Bearer {ApiKeys.Prefix}…'."
                : $"Send a key as 'Authorization: Bearer {ApiKeys.Prefix}…'; 'bv keys create' makes one.");
    }

    protected override Task HandleForbiddenAsync(AuthenticationProperties properties)
    {
        var scopes = Context.GetEndpoint()?.Metadata.GetOrderedMetadata<IAuthorizeData>().Select(data => data.Policy).OfType<string>() ?? [];
        return Context.WriteProblemAsync(
            ProblemKind.Forbidden, $"Key '{Context.User.Identity?.Name}' has not the scope {string.Join(", ", scopes)}; use another key, or make one that has it.");
    }

    private string? ReadKey(string header)
    {
        const string Bearer = "Bearer ";
        const string Basic = "Basic ";
        if (header.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase))
        {
            return header[Bearer.Length..].Trim();
        }

        if (!TakesBasic || !header.StartsWith(Basic, StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        var bytes = new byte[header.Length];
        return Convert.TryFromBase64String(header[Basic.Length..].Trim(), bytes, out var length)
            && Encoding.UTF8.GetString(bytes, 0, length).Split(':', 2) is [_, var password]
            ? password
            : null;
    }

    private static AuthenticateResult Ticket(string name, IEnumerable<string> scopes)
    {
        var identity = new ClaimsIdentity(
            [new Claim(ClaimTypes.Name, name), .. scopes.Select(scope => new Claim(ScopeClaim, scope))], SchemeName);
        return AuthenticateResult.Success(new AuthenticationTicket(new ClaimsPrincipal(identity), SchemeName));
    }
}
