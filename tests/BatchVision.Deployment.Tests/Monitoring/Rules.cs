using YamlDotNet.Serialization;

namespace BatchVision.Deployment.Tests.Monitoring;

/// <summary>infra/prometheus/batchvision.rules.yml.</summary>
internal static class Rules
{
    public const string File = "infra/prometheus/batchvision.rules.yml";

    public static IReadOnlyList<Dictionary<object, object>> All { get; } =
    [
        .. List(Map(new DeserializerBuilder().Build().Deserialize<object>(System.IO.File.ReadAllText(Repository.Path(File))))["groups"])
            .SelectMany(group => List(Map(group)["rules"]))
            .Select(Map),
    ];

    public static IEnumerable<Dictionary<object, object>> Alerts => All.Where(rule => rule.ContainsKey("alert"));

    public static IReadOnlySet<string> Recorded { get; } =
        All.Where(rule => rule.ContainsKey("record")).Select(rule => (string)rule["record"]).ToHashSet();

    public static Dictionary<object, object> Map(object node) => (Dictionary<object, object>)node;

    private static List<object> List(object node) => (List<object>)node;
}
