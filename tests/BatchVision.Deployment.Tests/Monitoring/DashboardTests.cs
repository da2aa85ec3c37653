using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using YamlDotNet.Serialization;

namespace BatchVision.Deployment.Tests.Monitoring;

/// <summary>Dashboards that Grafana provisions: what they ask for exists, and every figure has a unit.</summary>
public sealed partial class DashboardTests
{
    public static TheoryData<string> Dashboards =>
        [.. Directory.EnumerateFiles(Repository.Path("infra/grafana/dashboards"), "*.json").Select(Path.GetFileName).Order().Cast<string>()];

    [Fact]
    public void Dashboards_Folder_HasThree() => Assert.Equal(["overview.json", "results.json", "worker.json"], Dashboards.Select(row => row.Data));

    [Theory]
    [MemberData(nameof(Dashboards))]
    public void Dashboard_Itself_HasAFixedUidAndIsNotEditable(string file)
    {
        var dashboard = Read(file);
        Assert.Equal($"batchvision-{Path.GetFileNameWithoutExtension(file)}", dashboard["uid"]!.GetValue<string>());
        Assert.False(dashboard["editable"]!.GetValue<bool>());
        // An id is that of one Grafana; a file that has one would take the place of whatever has it elsewhere.
        Assert.Null(dashboard["id"]);
    }

    [Theory]
    [MemberData(nameof(Dashboards))]
    public void Panels_All_HaveIdsOfTheirOwnAndDoNotOverlap(string file)
    {
        var panels = Panels(file);
        Assert.Distinct(panels.Select(panel => panel["id"]!.GetValue<int>()));
        var cells = panels.SelectMany(panel => Cells(panel["gridPos"]!.AsObject())).ToList();
        Assert.Distinct(cells);
        Assert.All(cells, cell => Assert.InRange(cell.X, 0, 23));
    }

    [Theory]
    [MemberData(nameof(Dashboards))]
    public void Panels_All_AskAQuestionAndHaveAUnit(string file) => Assert.All(Figures(file), panel =>
    {
        var title = panel["title"]!.GetValue<string>();
        Assert.EndsWith("?", title, StringComparison.Ordinal);
        Assert.False(string.IsNullOrWhiteSpace(panel["fieldConfig"]?["defaults"]?["unit"]?.GetValue<string>()), title);
    });

    [Theory]
    [MemberData(nameof(Dashboards))]
    public void Datasources_All_AreThoseProvisioned(string file)
    {
        var provisioned = DatasourceUids();
        var used = Descendants(Read(file)).OfType<JsonObject>().Select(node => node["datasource"]).OfType<JsonObject>().ToList();

        Assert.All(Figures(file), panel => Assert.NotNull(panel["datasource"]));
        Assert.All(used, source => Assert.Equal(provisioned[source["uid"]!.GetValue<string>()], source["type"]!.GetValue<string>()));
    }

    [Theory]
    [MemberData(nameof(Dashboards))]
    public void Expressions_All_AskForSeriesThatExist(string file) => Assert.All(Expressions(file), expression =>
    {
        var names = KnownMetrics.In(expression).ToList();
        Assert.True(names.Count > 0, expression);
        Assert.All(names, name => Assert.True(KnownMetrics.Names.Contains(name) || Rules.Recorded.Contains(name), $"{name} in {expression}"));
        Assert.DoesNotMatch(@"\bjob\b", expression);
    });

    [Theory]
    [MemberData(nameof(Dashboards))]
    public void Variables_InExpressions_Exist(string file)
    {
        var declared = Read(file)["templating"]!["list"]!.AsArray().Select(variable => variable!["name"]!.GetValue<string>()).Append("__rate_interval").ToHashSet();
        Assert.All(Expressions(file).SelectMany(expression => Variable().Matches(expression)), match => Assert.Contains(match.Groups[1].Value, declared));
    }

    // The backlog is one number that every replica of Ingest tells.
    [Theory]
    [MemberData(nameof(Dashboards))]
    public void Backlog_OfReplicas_IsNeverAddedUp(string file) =>
        Assert.All(Expressions(file), expression => Assert.DoesNotMatch(@"sum( by \([^)]*\))? ?\(batchvision_(backlog|workers_ready)", expression));

    private static Dictionary<string, string> DatasourceUids()
    {
        var file = File.ReadAllText(Repository.Path("infra/grafana/provisioning/datasources/datasources.yaml"));
        var root = Rules.Map(new DeserializerBuilder().Build().Deserialize<object>(file));
        return ((List<object>)root["datasources"]).Select(Rules.Map).ToDictionary(source => (string)source["uid"], source => (string)source["type"]);
    }

    private static JsonObject Read(string file) =>
        JsonNode.Parse(File.ReadAllText(Repository.Path(Path.Combine("infra/grafana/dashboards", file))))!.AsObject();

    private static List<JsonObject> Panels(string file) => [.. Read(file)["panels"]!.AsArray().Select(panel => panel!.AsObject())];

    private static IEnumerable<JsonObject> Figures(string file) => Panels(file).Where(panel => panel["type"]!.GetValue<string>() != "row");

    private static IEnumerable<string> Expressions(string file) =>
        Descendants(Read(file)).OfType<JsonObject>().Select(node => node["expr"]?.GetValue<string>()).OfType<string>();

    private static IEnumerable<(int X, int Y)> Cells(JsonObject place) =>
        from x in Enumerable.Range(place["x"]!.GetValue<int>(), place["w"]!.GetValue<int>())
        from y in Enumerable.Range(place["y"]!.GetValue<int>(), place["h"]!.GetValue<int>())
        select (x, y);

    private static IEnumerable<JsonNode?> Descendants(JsonNode? node) => (node switch
    {
        JsonObject map => map.Select(field => field.Value),
        JsonArray list => list,
        _ => [],
    }).SelectMany(child => Descendants(child).Prepend(child));

    [GeneratedRegex(@"\$\{?(\w+)")]
    private static partial Regex Variable();
}
