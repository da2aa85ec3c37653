using System.Data.Common;
using System.Text.Json;
using System.Text.RegularExpressions;
using BatchVision.Storage;
using Microsoft.AspNetCore.Diagnostics;

namespace BatchVision.Api.Problems;

/// <summary>Turns whatever ended a request into a problem document. The one place that knows which exception means which status.</summary>
internal sealed partial class ProblemHandler(ILogger<ProblemHandler> logger) : IExceptionHandler
{
    /// <summary>A restart of a database or a broker takes seconds.</summary>
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(5);

    public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        if (httpContext.RequestAborted.IsCancellationRequested)
        {
            return true;
        }

        var refused = exception as RefusedException ?? Explain(exception);
        if (refused.Kind == ProblemKind.Internal)
        {
            LogFailed(exception, httpContext.Request.Method, httpContext.GetEndpoint()?.DisplayName);
        }
        else if (refused.Kind == ProblemKind.Unavailable)
        {
            LogUnavailable(exception.Message);
        }

        await httpContext.WriteProblemAsync(refused.Kind, refused.Message, refused.Errors, refused.RetryAfter);
        return true;
    }

    private static RefusedException Explain(Exception exception) => exception switch
    {
        UnknownModelsException => new(ProblemKind.UnknownModels, exception.Message),
        JobClosedException => new(ProblemKind.JobClosed, exception.Message),
        NameTakenException => new(ProblemKind.NameTaken, exception.Message),
        BadHttpRequestException bad => Explain(bad),
        // The message is for the operator's eyes: it may name hosts and files.
        StorageException or DbException => new(ProblemKind.Unavailable, "The database cannot be used now; try again in a few seconds.")
        {
            RetryAfter = RetryAfter,
        },
        _ => new(ProblemKind.Internal, "The server has failed at this; the traceId finds the reason in its log."),
    };

    private static RefusedException Explain(BadHttpRequestException bad) => bad switch
    {
        { StatusCode: StatusCodes.Status413PayloadTooLarge } => new(ProblemKind.TooLarge, "The body is larger than is taken here; send less at a time."),
        { StatusCode: StatusCodes.Status415UnsupportedMediaType } => new(
            ProblemKind.UnsupportedMediaType, "Send the body as JSON, with the header Content-Type: application/json."),
        { InnerException: JsonException json } => JsonProblem.Explain(json),
        _ when UnboundParameter().Match(bad.Message) is { Success: true } match => FieldErrors.Refusal(
            ProblemKind.InvalidRequest, match.Groups["name"].Value, "The value has the wrong form; the OpenAPI document tells the right one."),
        _ => new(ProblemKind.InvalidRequest, "The request cannot be read; check its headers and body."),
    };

    // What minimal APIs say of a route or query value that does not convert: Failed to bind parameter "Nullable<int> limit" from "x".
    [GeneratedRegex("^Failed to bind parameter \"[^\"]* (?<name>\\w+)\" from")]
    private static partial Regex UnboundParameter();

    [LoggerMessage(Level = LogLevel.Error, Message = "{Method} {Endpoint} failed")]
    private partial void LogFailed(Exception exception, string method, string? endpoint);

    [LoggerMessage(Level = LogLevel.Warning, Message = "A request was answered with 503: {Reason}")]
    private partial void LogUnavailable(string reason);
}
