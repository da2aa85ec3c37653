using System.Text.RegularExpressions;
using YamlDotNet.Core;
using YamlDotNet.Serialization;

namespace BatchVision.Deployment.Tests.Monitoring;

/// <summary>What watches the services in docker-compose.yml finds them, and they find it.</summary>
public sealed partial class ComposeTests
{
    private static readonly string[] Watchers = ["prometheus", "grafana", "otel-collector", "jaeger"];

    private static readonly Dictionary<object, object> Services = Rules.Map(Read("docker-compose.yml")["services"]);

    [Fact]
    public void Scrapes_OfPrometheus_AreAllServicesAndTheBroker()
    {
        var scrapes = ((List<object>)Read("infra/prometheus/prometheus.yml")["scrape_configs"]).Select(Rules.Map).ToList();
        var looked = scrapes.Where(scrape => scrape.ContainsKey("dns_sd_configs")).SelectMany(scrape => (List<object>)scrape["dns_sd_configs"]).Select(Rules.Map)
            .SelectMany(config => ((List<object>)config["names"]).Select(name => $"{name}:{config["port"]}"));
        var expected = Services.Where(service => Environment(service.Value).ContainsKey("RabbitMq__Uri"))
            .Select(service => $"{service.Key}:{Environment(service.Value).GetValueOrDefault("Telemetry__MetricsPort", "8080")}");

        Assert.Equal(expected.Order(), looked.Order());
        Assert.Contains("\"rabbitmq:15692\"", File.ReadAllText(Repository.Path("infra/prometheus/prometheus.yml")), StringComparison.Ordinal);
        Assert.Contains("rabbitmq_prometheus", File.ReadAllText(Repository.Path("infra/rabbitmq/enabled_plugins")), StringComparison.Ordinal);
        Assert.Contains("prometheus.tcp.port = 15692", File.ReadAllText(Repository.Path("infra/rabbitmq/rabbitmq.conf")), StringComparison.Ordinal);
    }

    [Fact]
    public void Services_All_SendTracesAndLogsToTheCollectorAndNoMetrics() => Assert.All(
        Services.Values.Select(Environment).Where(environment => environment.ContainsKey("RabbitMq__Uri")),
        environment =>
        {
            Assert.Equal("http://otel-collector:4317", environment["OTEL_EXPORTER_OTLP_TRACES_ENDPOINT"]);
            Assert.Equal("http://otel-collector:4317", environment["OTEL_EXPORTER_OTLP_LOGS_ENDPOINT"]);
            Assert.DoesNotContain("OTEL_EXPORTER_OTLP_ENDPOINT", environment.Keys);
            Assert.DoesNotContain("OTEL_EXPORTER_OTLP_METRICS_ENDPOINT", environment.Keys);
        });

    [Fact]
    public void Collector_Pipelines_NameWhatIsThere()
    {
        var collector = Read("infra/otel/collector.yaml");
        var pipelines = Rules.Map(Rules.Map(collector["service"])["pipelines"]);

        Assert.Equal(["logs", "traces"], pipelines.Keys.Cast<string>().Order());
        Assert.All(pipelines.Values.Select(Rules.Map).SelectMany(pipeline => pipeline), part =>
            Assert.All((List<object>)part.Value, name => Assert.Contains(name, Rules.Map(collector[part.Key]).Keys)));
        Assert.All(pipelines.Values.Select(Rules.Map), pipeline => Assert.Equal("memory_limiter", ((List<object>)pipeline["processors"])[0]));
    }

    [Fact]
    public void Watchers_All_ArePinnedReadOnlyBoundedAndOnThisMachineOnly() => Assert.All(Watchers.Select(name => Rules.Map(Services[name])), watcher =>
    {
        Assert.Matches(@":v?\d+\.\d+\.\d+$", (string)watcher["image"]);
        Assert.Equal("true", watcher["read_only"]);
        Assert.Contains("memory", Rules.Map(Rules.Map(Rules.Map(watcher["deploy"])["resources"])["limits"]).Keys);
        Assert.All(watcher.TryGetValue("ports", out var ports) ? (List<object>)ports : [], port => Assert.StartsWith("127.0.0.1:", (string)port, StringComparison.Ordinal));
    });

    [Fact]
    public void Mounts_OfWatchers_AreFoldersThatExist()
    {
        var mounts = Watchers.Select(name => Rules.Map(Services[name])).Where(watcher => watcher.ContainsKey("volumes"))
            .SelectMany(watcher => (List<object>)watcher["volumes"]).Cast<string>().Where(mount => mount.StartsWith('.')).ToList();
        Assert.NotEmpty(mounts);
        Assert.All(mounts, mount => Assert.True(Directory.Exists(Repository.Path(mount.Split(':')[0])), mount));

        // The dashboards lie where Grafana's provider looks for them, and its home page is one of them.
        var provider = File.ReadAllText(Repository.Path("infra/grafana/provisioning/dashboards/dashboards.yaml"));
        var folder = mounts.Single(mount => mount.StartsWith("./infra/grafana/dashboards:", StringComparison.Ordinal)).Split(':')[1];
        Assert.Contains($"path: {folder}\n", provider, StringComparison.Ordinal);
        Assert.Equal($"{folder}/overview.json", Environment(Services["grafana"])["GF_DASHBOARDS_DEFAULT_HOME_DASHBOARD_PATH"]);
    }

    [Fact]
    public void Datasources_OfGrafana_AreGivenByCompose() => Assert.All(
        Variable().Matches(File.ReadAllText(Repository.Path("infra/grafana/provisioning/datasources/datasources.yaml"))).Select(match => match.Groups[1].Value),
        variable => Assert.Contains(new Uri((string)Environment(Services["grafana"])[variable]).Host, Services.Keys));

    [Fact]
    public void WorkerOnAGpu_IsTheWorkerWithAnotherProvider()
    {
        var gpu = Environment(Services["worker-cuda"]);
        Assert.Equal("cuda", gpu["Worker__Provider"]);
        Assert.Equal(Environment(Services["worker"]), gpu.Where(variable => (string)variable.Key != "Worker__Provider").ToDictionary());
        Assert.Equal(["gpu"], (List<object>)Rules.Map(Services["worker-cuda"])["profiles"]);
        Assert.Equal("${CPU_WORKERS:-1}", Rules.Map(Rules.Map(Services["worker"])["deploy"])["replicas"]);
    }

    private static Dictionary<object, object> Environment(object service) =>
        Rules.Map(service).TryGetValue("environment", out var environment) ? Rules.Map(environment) : [];

    private static Dictionary<object, object> Read(string file) => new DeserializerBuilder().Build()
        .Deserialize<Dictionary<object, object>>(new MergingParser(new Parser(new StringReader(File.ReadAllText(Repository.Path(file))))));

    [GeneratedRegex(@"\$\{([A-Z_]+)\}")]
    private static partial Regex Variable();
}
