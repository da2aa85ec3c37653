using BatchVision.Contracts.Rest;
using BatchVision.Storage;
using Microsoft.AspNetCore.Http.HttpResults;

namespace BatchVision.Api.Models;

/// <summary>Models: what workers have offered and jobs may ask for.</summary>
internal static class ModelsApi
{
    public static void MapModels(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/models", ListAsync).WithTags("Models").WithName("ListModels").WithSummary("List the models that jobs may ask for")
            .RequireRateLimiting(RateLimits.Requests)
            .RequireAuthorization(ApiScopes.JobsRead);

    private static async Task<Ok<ModelListDocument>> ListAsync(ModelCatalogue catalogue, CancellationToken cancellationToken)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var models = await catalogue.ListAsync(cancellationToken);
        return TypedResults.Ok(new ModelListDocument(
            [.. models.Select(model => new ModelDocument(model.Name, model.Version, model.Task, model.Fingerprint, seen.Add(model.Name)))]));
    }
}
