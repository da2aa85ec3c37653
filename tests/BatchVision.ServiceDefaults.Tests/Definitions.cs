using System.Text.Json.Nodes;

namespace BatchVision.ServiceDefaults.Tests;

/// <summary>The files of infra/rabbitmq.</summary>
internal static class Definitions
{
    private static readonly string[] TopologyKinds = ["exchanges", "queues", "bindings"];

    public static IReadOnlyList<string> Queues => [.. Read()["queues"]!.AsArray().Select(queue => queue!["name"]!.GetValue<string>())];

    /// <summary>definitions.json.</summary>
    public static JsonObject Read() => ReadFile("infra/rabbitmq/definitions.json");

    /// <summary>users.example.json.</summary>
    public static JsonObject ReadUsers() => ReadFile("infra/rabbitmq/users.example.json");

    /// <summary>Exchanges, queues and bindings, one line each, sorted: every field but the virtual host, in the order of its name.</summary>
    public static IReadOnlyList<string> Topology(JsonObject definitions) =>
    [
        .. from kind in TopologyKinds
           from entry in definitions[kind]!.AsArray()
           let fields = entry!.AsObject().Where(field => field.Key != "vhost").OrderBy(field => field.Key, StringComparer.Ordinal)
           let line = kind + " " + string.Join(' ', fields.Select(field => $"{field.Key}={field.Value?.ToJsonString()}"))
           orderby line
           select line,
    ];

    /// <summary>What a user of users.example.json may do.</summary>
    public static JsonObject Permissions(string user)
    {
        var entry = ReadUsers()["permissions"]!.AsArray().Single(permission => permission!["user"]!.GetValue<string>() == user)!.DeepClone().AsObject();
        entry.Remove("user");
        entry.Remove("vhost");
        return entry;
    }

    private static JsonObject ReadFile(string path) => JsonNode.Parse(File.ReadAllText(Repository.Path(path)))!.AsObject();
}
