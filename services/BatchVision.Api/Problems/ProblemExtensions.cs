using BatchVision.Contracts.Rest;

namespace BatchVision.Api.Problems;

internal static class ProblemExtensions
{
    public static void AddProblems(this WebApplicationBuilder builder) => builder.Services.AddExceptionHandler<ProblemHandler>();

    /// <summary>First in the pipeline: what happens further in ends as a problem document.</summary>
    public static void UseProblems(this WebApplication app)
    {
        app.UseExceptionHandler(_ => { });
        app.UseStatusCodePages(pages => Explain(pages.HttpContext));
    }

    /// <summary>Says in the OpenAPI document which refusals an endpoint has, besides those that all have.</summary>
    public static TBuilder Refuses<TBuilder>(this TBuilder builder, params ProblemKind[] kinds)
        where TBuilder : IEndpointConventionBuilder
    {
        foreach (var status in kinds.Select(kind => kind.Status).Distinct())
        {
            builder.WithMetadata(new ProducesResponseTypeMetadata(status, typeof(ProblemDocument), [ProblemResult.ContentType]));
        }

        return builder;
    }

    /// <summary>A status without a body comes from routing: no endpoint has the path, the method or the content type.</summary>
    private static Task Explain(HttpContext context) => context.Response.StatusCode switch
    {
        StatusCodes.Status404NotFound => context.WriteProblemAsync(
            ProblemKind.NotFound, "No endpoint has this path; /openapi/v1.json lists them."),
        StatusCodes.Status405MethodNotAllowed => context.WriteProblemAsync(
            ProblemKind.MethodNotAllowed, $"This path takes {context.Response.Headers.Allow}."),
        StatusCodes.Status413PayloadTooLarge => context.WriteProblemAsync(ProblemKind.TooLarge, "The body is larger than is taken here; send less at a time."),
        StatusCodes.Status415UnsupportedMediaType => context.WriteProblemAsync(
            ProblemKind.UnsupportedMediaType, "Send the body as JSON, with the header Content-Type: application/json."),
        var status => context.WriteProblemAsync(
            (status < 500 ? ProblemKind.InvalidRequest : ProblemKind.Internal) with { Status = status }, "The request cannot be answered."),
    };
}
