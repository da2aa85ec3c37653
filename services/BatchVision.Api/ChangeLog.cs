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
        var logger = http.RequestServices.GetRequiredService<ILoggerFactory>().CreateLogger(typeof(ChangeLog));
        var caller = http.User.Identity?.Name;
        var operation = http.GetEndpoint()?.Metadata.GetMetadata<IEndpointNameMetadata>()?.EndpointName;
        var path = (result is INestedHttpResult nested ? nested.Result : result) switch
        {
            Created<JobDocument> job => job.Location,
            Created<ScheduleDocument> schedule => schedule.Location,
            _ => http.Request.Path.Value,
        };
        LogChanged(logger, caller, operation, path);
        return result;
    });

    [LoggerMessage(Level = LogLevel.Information, Message = "{Caller}: {Operation} {Path}")]
    private static partial void LogChanged(ILogger logger, string? caller, string? operation, string? path);
}
