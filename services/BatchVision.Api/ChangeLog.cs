using BatchVision.Contracts.Rest;
using Microsoft.AspNetCore.Http.HttpResults;

namespace BatchVision.Api;

/// <summary>One line for each change: who did what to which.</summary>
internal static partial class ChangeLog
{
    public static TBuilder LogsChange<TBuilder>(this TBuilder builder)
        where TBuilder : IEndpointConventionBuilder => builder.AddEndpointFilter(async (context, next) =>
    {
        var result = await next(context);
        var http = context.HttpContext;
        LogChanged(
            http.RequestServices.GetRequiredService<ILoggerFactory>().CreateLogger(typeof(ChangeLog)),
            http.User.Identity?.Name,
            http.GetEndpoint()?.Metadata.GetMetadata<IEndpointNameMetadata>()?.EndpointName,
            result is Created<JobDocument> { Location: { } made } ? made : http.Request.Path);
        return result;
    });

    [LoggerMessage(Level = LogLevel.Information, Message = "{Caller}: {Operation} {Path}")]
    private static partial void LogChanged(ILogger logger, string? caller, string? operation, string path);
}
