using System.Diagnostics;
using System.Globalization;
using BatchVision.Contracts.Rest;

namespace BatchVision.Api.Problems;

/// <summary>Writes a problem document.</summary>
internal static class ProblemResult
{
    public const string ContentType = "application/problem+json";

    public static Task WriteProblemAsync(
        this HttpContext context,
        ProblemKind kind,
        string detail,
        IReadOnlyDictionary<string, IReadOnlyList<string>>? errors = null,
        TimeSpan? retryAfter = null)
    {
        var response = context.Response;
        response.StatusCode = kind.Status;
        if (retryAfter is { } wait)
        {
            // Whole seconds, rounded up: who waits as told must not come too early.
            response.Headers.RetryAfter = Math.Max(1, (long)Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
        }

        var problem = new ProblemDocument(kind.Type, kind.Title, kind.Status, detail, Activity.Current?.Id ?? context.TraceIdentifier) { Errors = errors };
        return response.WriteAsJsonAsync(problem, options: null, ContentType, context.RequestAborted);
    }
}
