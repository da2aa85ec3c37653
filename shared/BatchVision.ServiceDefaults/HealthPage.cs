using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;

namespace BatchVision.ServiceDefaults;

/// <summary>
/// Body of a health page: names and statuses. Descriptions and exceptions may hold addresses, and the page asks for no password: they go into the log, as
/// warnings, since every start is not ready for a moment. ASP.NET Core's own lines would be errors.
/// </summary>
internal static partial class HealthPage
{
    public static async Task WriteAsync(HttpContext context, HealthReport report)
    {
        context.Response.ContentType = "application/json";
        await using var json = new Utf8JsonWriter(context.Response.BodyWriter);
        json.WriteStartObject();
        json.WriteString("status", report.Status.ToString());
        json.WriteStartObject("checks");
        foreach (var (name, entry) in report.Entries)
        {
            json.WriteString(name, entry.Status.ToString());
            if (entry.Status != HealthStatus.Healthy)
            {
                LogCheck(context.RequestServices.GetRequiredService<ILoggerFactory>().CreateLogger(typeof(HealthPage)), name, entry.Status, entry.Description ?? entry.Exception?.Message);
            }
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Check {Check} is {Status}: {Reason}")]
    private static partial void LogCheck(ILogger logger, string check, HealthStatus status, string? reason);
}
