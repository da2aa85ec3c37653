using System.ComponentModel.DataAnnotations;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace BatchVision.Api.OpenApi;

/// <summary>Annotations that the framework leaves out, and examples.</summary>
internal sealed class SchemaRules : IOpenApiSchemaTransformer
{
    public Task TransformAsync(OpenApiSchema schema, OpenApiSchemaTransformerContext context, CancellationToken cancellationToken)
    {
        if (context.JsonPropertyInfo is { } property)
        {
            var annotations = property.AttributeProvider?.GetCustomAttributes(inherit: true) ?? [];
            if (annotations.OfType<AllowedValuesAttribute>().FirstOrDefault() is { } allowed)
            {
                schema.Enum = [.. allowed.Values.Select(value => JsonValue.Create((string)value!))];
            }

            if (annotations.OfType<RequiredAttribute>().Any())
            {
                schema.Type &= ~JsonSchemaType.Null;
            }

            return Task.CompletedTask;
        }

        var type = context.JsonTypeInfo.Type;
        if (Examples.Find(type) is { } example)
        {
            schema.Examples = [example];
        }

        // Unknown members are refused in what is sent; what is answered may get new ones.
        if (!Examples.IsRequest(type))
        {
            schema.AdditionalPropertiesAllowed = true;
        }

        return Task.CompletedTask;
    }
}
