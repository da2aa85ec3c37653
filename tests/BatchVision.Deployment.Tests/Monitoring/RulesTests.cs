using System.Text.RegularExpressions;

namespace BatchVision.Deployment.Tests.Monitoring;

/// <summary>Alerts: right by promtool, each with a runbook, each on series that exist.</summary>
public sealed partial class RulesTests
{
    [Theory]
    [InlineData("check rules infra/prometheus/batchvision.rules.yml")]
    [InlineData("check config infra/prometheus/prometheus.yml")]
    [InlineData("test rules infra/prometheus/batchvision.rules.test.yml")]
    public async Task Promtool_FilesOfPrometheus_AreRight(string command)
    {
        var words = command.Split(' ');
        var promtool = Tool.Find("promtool", "prometheus");

        var (exitCode, output) = await Tool.RunAsync(promtool, [.. words[..^1], Repository.Path(words[^1])], TestContext.Current.CancellationToken);

        Assert.True(exitCode == 0, output);
    }

    [Fact]
    public void Alerts_All_SayHowUrgentTheyAreAndWhatToDo() => Assert.All(Rules.Alerts, rule =>
    {
        var annotations = Rules.Map(rule["annotations"]);
        Assert.Matches("^([A-Z][a-z]+)+$", (string)rule["alert"]);
        Assert.Contains(Rules.Map(rule["labels"])["severity"], new[] { "critical", "warning" });
        Assert.True(rule.ContainsKey("for"));
        Assert.NotEmpty((string)annotations["summary"]);
        Assert.Contains("First ", (string)annotations["description"], StringComparison.OrdinalIgnoreCase);
    });

    [Fact]
    public void Alerts_All_HaveARunbookOfTheirName() => Assert.All(Rules.Alerts, rule =>
    {
        var name = (string)rule["alert"];
        var runbook = $"docs/runbooks/{Word().Replace(name, match => "-" + match.Value.ToLowerInvariant())[1..]}.md";
        Assert.Equal(runbook, Rules.Map(rule["annotations"])["runbook_url"]);
        Assert.StartsWith($"# {name}\n", File.ReadAllText(Repository.Path(runbook)), StringComparison.Ordinal);
    });

    [Fact]
    public void Alerts_All_AreTestedToFireAndToBeSilent()
    {
        var tests = File.ReadAllText(Repository.Path("infra/prometheus/batchvision.rules.test.yml"));
        Assert.All(Rules.Alerts.Select(rule => (string)rule["alert"]).Distinct(), name =>
        {
            Assert.Matches($"exp_samples:[^A]*ALERTS{{alertname=\"{name}\",alertstate=\"firing\"", tests.ReplaceLineEndings(" "));
            Assert.Matches($"alertname=~?\"[^\"]*{name}[^}}]*}}'?, exp_samples: \\[\\]", tests);
        });
    }

    [Fact]
    public void Rules_All_AskForSeriesThatExist() => Assert.All(Rules.All, rule => Assert.All(
        KnownMetrics.In((string)rule["expr"]), name => Assert.True(KnownMetrics.Names.Contains(name) || Rules.Recorded.Contains(name), name)));

    [Fact]
    public void Rules_All_AskByServiceAndNeverByJob() =>
        Assert.All(Rules.All, rule => Assert.DoesNotMatch(@"\bjob\b", (string)rule["expr"]));

    [Theory]
    [InlineData("sum by (lane) (rate(a_total{x=\"b_c\"}[5m])) / on (lane) group_left () c:d:e > 2 and absent(up offset 15m)", "a_total c:d:e up")]
    [InlineData("max(a) unless a offset 1h or vector(0)", "a")]
    public void In_Expressions_FindsTheMetrics(string expression, string names) =>
        Assert.Equal(names.Split(' '), KnownMetrics.In(expression).Order(StringComparer.Ordinal));

    [GeneratedRegex("[A-Z]")]
    private static partial Regex Word();
}
