using System.Data.Common;
using System.Text.Json;
using System.Text.RegularExpressions;
using BatchVision.Storage;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.Extensions.Options;

namespace BatchVision.Api.Problems;

/// <summary>Turns whatever ended a request into a problem document. The one place that knows which exception means which status.</summary>
internal sealed partial class ProblemHandler(IOptions<JsonOptions> json, ILogger<ProblemHandler> logger) : IExceptionHandler
{
    /// <summary>A restart of a database or a broker takes seconds.</summary>
    public static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(5);

    public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        if (httpContext.RequestAborted.IsCancellationRequested)
        {
            return true;
        }

        // The handler that led here has taken the endpoint off the context.
        var endpoint = httpContext.Features.Get<IExceptionHandlerFeature>()?.Endpoint;
        var refused = exception as RefusedException ?? Explain(exception, endpoint);
        if (refused.Kind == ProblemKind.Internal)
        {
            LogFailed(exception, httpContext.Request.Method, endpoint?.DisplayName);
        }
        else if (refused.Kind == ProblemKind.Unavailable)
        {
            LogUnavailable((exception.InnerException ?? exception).Message);
        }

        await httpContext.WriteProblemAsync(refused.Kind, refused.Message, refused.Errors, refused.RetryAfter);
        return true;
    }

    private RefusedException Explain(Exception exception, Endpoint? endpoint) => exception switch
    {
        UnknownModelsException => new(ProblemKind.UnknownModels, exception.Message)
        {
            Errors = new Dictionary<string, IReadOnlyList<string>> { ["models"] = [exception.Message] },
        },
        JobClosedException => new(ProblemKind.JobClosed, exception.Message),
        KeyReusedException => new(ProblemKind.KeyReused, exception.Message),
        NameTakenException => new(ProblemKind.NameTaken, exception.Message),
        BadHttpRequestException bad => Explain(bad, endpoint?.Metadata.GetMetadata<IAcceptsMetadata>()?.RequestType),
        // The message is for the operator's eyes: it may name hosts and files.
        StorageException or DbException => new(ProblemKind.Unavailable, "The database cannot be used now; try again in a few seconds.")
        {
            RetryAfter = RetryAfter,
        },
        _ => new(ProblemKind.Internal, "The server has failed at this; the traceId finds the reason in its log."),
    };

    private RefusedException Explain(BadHttpRequestException bad, Type? document) => bad switch
    {
        { StatusCode: StatusCodes.Status413PayloadTooLarge } => new(ProblemKind.TooLarge, "The body is larger than is taken here; send less at a time."),
        { StatusCode: StatusCodes.Status415UnsupportedMediaType } => new(
            ProblemKind.UnsupportedMediaType, "Send the body as JSON, with the header Content-Type: application/json."),
        { InnerException: JsonException inner } => JsonProblem.Explain(
            inner, document is null ? null : json.Value.SerializerOptions.GetTypeInfo(document)),
        _ when UnboundParameter().Match(bad.Message) is { Success: true } match => FieldErrors.Refusal(
            ProblemKind.InvalidRequest, match.Groups["name"].Value, "The value has the wrong form; the OpenAPI document tells the right one."),
        _ when document is not null => new(ProblemKind.InvalidRequest, "The body is missing or cannot be read; send a JSON object."),
        _ => new(ProblemKind.InvalidRequest, "The request cannot be read; check its headers."),
    };

    // What minimal APIs say of a route or query value that does not convert: Failed to bind parameter "Nullable<int> limit" from "x".
    [GeneratedRegex("^Failed to bind parameter \"[^\"]* (?<name>\\w+)\" from")]
    private static partial Regex UnboundParameter();

    [LoggerMessage(Level = LogLevel.Error, Message = "{Method} {Endpoint} failed")]
    private partial void LogFailed(Exception exception, string method, string? endpoint);

    [LoggerMessage(Level = LogLevel.Warning, Message = "A request was answered with 503: {Reason}")]
    private partial void LogUnavailable(string reason);
}
