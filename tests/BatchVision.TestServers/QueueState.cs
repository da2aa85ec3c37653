using System.Text.Json;

namespace BatchVision.TestServers;

/// <summary>A queue as the management API sees it; counts may be a second old.</summary>
/// <param name="Name">Within its virtual host.</param>
/// <param name="Type">quorum, classic or stream.</param>
/// <param name="Arguments">As declared, e.g. x-queue-type.</param>
/// <param name="Policy">Name of the policy that applies, if one does.</param>
/// <param name="Ready">Messages that wait for a consumer.</param>
/// <param name="Unacked">Messages that a consumer holds.</param>
/// <param name="Consumers">Consumers attached.</param>
public sealed record QueueState(
    string Name, string Type, IReadOnlyDictionary<string, string> Arguments, string? Policy, long Ready, long Unacked, int Consumers)
{
    internal static QueueState Read(JsonElement queue) => new(
        queue.GetProperty("name").GetString()!,
        queue.TryGetProperty("type", out var type) ? type.GetString()! : "classic",
        // The API writes an empty list where there are no arguments.
        queue.TryGetProperty("arguments", out var arguments) && arguments.ValueKind == JsonValueKind.Object
            ? arguments.EnumerateObject().ToDictionary(argument => argument.Name, argument => argument.Value.ToString())
            : [],
        queue.TryGetProperty("policy", out var policy) ? policy.GetString() : null,
        Count(queue, "messages_ready"),
        Count(queue, "messages_unacknowledged"),
        (int)Count(queue, "consumers"));

    // Counts are absent until the queue's first tick.
    private static long Count(JsonElement queue, string name) =>
        queue.TryGetProperty(name, out var count) && count.ValueKind == JsonValueKind.Number ? count.GetInt64() : 0;
}
