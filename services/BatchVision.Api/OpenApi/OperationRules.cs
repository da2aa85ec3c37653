using BatchVision.Api.Auth;
using BatchVision.Api.Problems;
using BatchVision.Contracts.Rest;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace BatchVision.Api.OpenApi;

/// <summary>What every operation has: a key with a scope, the refusals that all share, and headers.</summary>
internal sealed class OperationRules : IOpenApiOperationTransformer
{
    private static readonly ProblemKind[] Shared =
        [ProblemKind.Unauthenticated, ProblemKind.Forbidden, ProblemKind.TooManyRequests, ProblemKind.Internal, ProblemKind.Unavailable];

    private static readonly Dictionary<int, string> Descriptions = new()
    {
        [200] = "Done.",
        [201] = "Made; the header Location has its path.",
        [202] = "Accepted: the notification is queued.",
        [204] = "Deleted.",
        [400] = "The body is not JSON, or a field or parameter is wrong; errors tells which.",
        [401] = "No key was sent, or one that is not known, has expired or was revoked.",
        [403] = "The key has not the scope.",
        [404] = "There is no such thing.",
        [409] = "The job has ended (or not yet), or the name is taken.",
        [413] = "The body is too large.",
        [415] = "The body has another type than is expected.",
        [422] = "No worker has offered some of the models (detail names those there are), or the Idempotency-Key was used for another request.",
        [429] = "The key has used up its requests; wait as Retry-After says.",
        [500] = "The server has failed; traceId finds the reason in its log.",
        [503] = "The database or the broker cannot be used now; try again as Retry-After says.",
    };

    public async Task TransformAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        operation.Responses ??= [];
        await context.GetOrCreateSchemaAsync(typeof(ProblemDocument), null, cancellationToken);
        foreach (var kind in Shared)
        {
            operation.Responses.TryAdd($"{kind.Status}", Problem(context.Document!));
        }

        foreach (var (status, response) in operation.Responses)
        {
            Describe(status, (OpenApiResponse)response);
        }

        var scopes = context.Description.ActionDescriptor.EndpointMetadata.OfType<IAuthorizeData>().Select(data => data.Policy).OfType<string>();
        operation.Description = $"{operation.Description} Needs the scope {string.Join(", ", scopes)}.".TrimStart();
        operation.Security = [new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(ApiKeyHandler.SchemeName, context.Document)] = [] }];
    }

    private static OpenApiResponse Problem(OpenApiDocument document) => new()
    {
        Content = new Dictionary<string, OpenApiMediaType>
        {
            [ProblemResult.ContentType] = new() { Schema = new OpenApiSchemaReference("Problem", document) },
        },
    };

    private static void Describe(string status, OpenApiResponse response)
    {
        response.Description = Descriptions[int.Parse(status, System.Globalization.CultureInfo.InvariantCulture)];
        if (Header(status) is var (name, description))
        {
            response.Headers = new Dictionary<string, IOpenApiHeader>
            {
                [name] = new OpenApiHeader { Description = description, Schema = new OpenApiSchema { Type = JsonSchemaType.String } },
            };
        }
    }

    private static (string Name, string Description)? Header(string status) => status switch
    {
        "201" => ("Location", "Path of what was made."),
        "401" => ("WWW-Authenticate", "Bearer."),
        "429" or "503" => ("Retry-After", "Seconds to wait."),
        _ => null,
    };
}
