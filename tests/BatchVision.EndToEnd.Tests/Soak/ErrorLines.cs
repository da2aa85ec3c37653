using System.Text.Json;

namespace BatchVision.EndToEnd.Tests.Soak;

/// <summary>What the services logged at Error and above.</summary>
internal static class ErrorLines
{
    public static IEnumerable<(string Service, DateTimeOffset At, string Category, string Message)> Of(Stack stack) => stack.Services
        .SelectMany(service => service.Log.Where(line => line.StartsWith("{\"Timestamp\"", StringComparison.Ordinal))
            .Select(line => JsonDocument.Parse(line).RootElement)
            .Where(line => line.GetProperty("LogLevel").GetString() is "Error" or "Critical")
            .Select(line => (
                service.Name, line.GetProperty("Timestamp").GetDateTimeOffset(), line.GetProperty("Category").GetString()!, line.GetProperty("Message").GetString()!)));
}
