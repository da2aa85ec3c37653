using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using BatchVision.Api.Auth;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace BatchVision.Api.OpenApi;

/// <summary>
/// The document at <c>/openapi/v1.json</c>. Descriptions come from the comments of the documents in BatchVision.Contracts.Rest, rules
/// from their annotations; the transformers add what the framework does not take from there.
/// </summary>
internal static class OpenApiExtensions
{
    private const string Suffix = "Document";

    // Cached: it is always the same, slow to make, and asked for without a key.
    public static void AddOpenApi(this WebApplicationBuilder builder) => builder.Services.AddOutputCache().AddOpenApi("v1", options =>
    {
        options.CreateSchemaReferenceId = Name;
        options.AddSchemaTransformer<SchemaRules>();
        options.AddOperationTransformer<OperationRules>();
        options.AddDocumentTransformer((document, _, _) =>
        {
            document.Info = new OpenApiInfo
            {
                Title = "BatchVision",
                Version = "v1",
                Description = "Submit, watch and schedule recognition jobs. A refusal is a problem+json document (RFC 9457) whose detail says how to mend it.",
            };
            // The host that was asked may be a proxy's; paths are enough.
            document.Servers = [new OpenApiServer { Url = "/" }];
            document.Components ??= new OpenApiComponents();
            document.Components.SecuritySchemes = new Dictionary<string, IOpenApiSecurityScheme>
            {
                [ApiKeyHandler.SchemeName] = new OpenApiSecurityScheme
                {
                    Type = SecuritySchemeType.Http,
                    Scheme = "bearer",
                    Description = "A key made by 'bv keys create', sent as 'Authorization: Bearer bv_key_…'.",
                },
            };
            return Task.CompletedTask;
        });
    });

    /// <summary>Null for what is written where it is used: notifications have no form of ours.</summary>
    private static string? Name(JsonTypeInfo type) => OpenApiOptions.CreateDefaultSchemaReferenceId(type) switch
    {
        { } id when id.EndsWith(Suffix, StringComparison.Ordinal) => id[..^Suffix.Length],
        _ when type.Type == typeof(JsonElement) => null,
        var id => id,
    };
}
