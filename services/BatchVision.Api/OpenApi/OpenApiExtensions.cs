namespace BatchVision.Api.OpenApi;

internal static class OpenApiExtensions
{
    public static void AddOpenApi(this WebApplicationBuilder builder) => builder.Services.AddOpenApi("v1");
}
