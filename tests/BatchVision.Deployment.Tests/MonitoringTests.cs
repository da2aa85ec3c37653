using BatchVision.Deployment.Tests.CustomResources;
using BatchVision.Deployment.Tests.Manifests;
using k8s.Models;
using YamlDotNet.Core;
using YamlDotNet.Serialization;

namespace BatchVision.Deployment.Tests;

/// <summary>What components/monitoring hands on is what infra/ has, and it looks where there is something.</summary>
public sealed class MonitoringTests
{
    public static TheoryData<string> Full => Variant.Full;

    [Theory, MemberData(nameof(Full))]
    public void EveryService_IsScrapedOnceUnderTheNameOfItsComponent(string variant)
    {
        var rendered = Variant.Render(variant);
        var monitors = rendered.Of<PodMonitor>().Where(monitor => monitor.Spec.NamespaceSelector is null).ToList();

        Assert.All(rendered.Services, service =>
        {
            var monitor = Assert.Single(monitors, monitor => monitor.Spec.Selector.Selects(service));
            var endpoint = Assert.Single(monitor.Spec.PodMetricsEndpoints);
            var container = service.Pod.Containers[0];
            var port = container.Ports.Single(port => port.Name == endpoint.Port).ContainerPort;
            var own = container.Env?.SingleOrDefault(variable => variable.Name == "Telemetry__MetricsPort")?.Value;

            Assert.Equal("/metrics", endpoint.Path);
            // The API has its metrics where the outside does not come.
            Assert.Equal(service.Component == "api" ? "8081" : null, own);
            Assert.Equal(own ?? "8080", $"{port}");
            Assert.Contains(endpoint.Relabelings, label =>
                label is { TargetLabel: "service", SourceLabels: ["__meta_kubernetes_pod_label_app_kubernetes_io_component"], Replacement: null });
        });
        Assert.All(monitors, monitor => Assert.Contains(rendered.Services, monitor.Spec.Selector.Selects));
    }

    [Theory, MemberData(nameof(Full))]
    public void Broker_IsScrapedAsComposeDoesIt(string variant)
    {
        var compose = (List<object>)Read(File.ReadAllText(Repository.Path("infra/prometheus/prometheus.yml")))["scrape_configs"];
        var expected = compose.Cast<Dictionary<object, object>>().Single(scrape => (string)scrape["job_name"] == "rabbitmq");
        var monitor = Assert.Single(Variant.Render(variant).Of<PodMonitor>(), monitor => monitor.Spec.NamespaceSelector is not null);
        var endpoint = Assert.Single(monitor.Spec.PodMetricsEndpoints);

        Assert.Equal(expected["metrics_path"], endpoint.Path);
        Assert.Equal(((List<object>)((Dictionary<object, object>)expected["params"])["family"]).Cast<string>(), endpoint.Params!["family"]);
        Assert.Contains(endpoint.Relabelings, label => label is { TargetLabel: "service", Replacement: "rabbitmq", SourceLabels: [] });
    }

    [Theory, MemberData(nameof(Full))]
    public void Alerts_AreThoseOfInfra(string variant)
    {
        var rule = Assert.Single(Variant.Render(variant).Of<PrometheusRule>());
        var expected = new Serializer().Serialize(Read(File.ReadAllText(Repository.Path("infra/prometheus/batchvision.rules.yml")))["groups"]);
        var spec = (Dictionary<object, object>)Read(File.ReadAllText(Repository.Path("k8s/components/monitoring/rules.yaml")))["spec"];

        Assert.True(expected == new Serializer().Serialize(spec["groups"]), "infra/prometheus/batchvision.rules.yml has changed: run k8s/components/monitoring/rules.sh");
        Assert.NotEmpty(rule.Spec.Groups);
        Assert.All(rule.Spec.Groups.SelectMany(group => group.Rules), alert => Assert.True(alert.Alert is null != alert.Record is null, alert.Expr));
    }

    [Theory, MemberData(nameof(Full))]
    public void Dashboards_AreAllOfInfra(string variant)
    {
        var map = Assert.Single(Variant.Render(variant).Of<V1ConfigMap>(), map => map.Labels()?.ContainsKey("grafana_dashboard") == true);
        var files = Directory.GetFiles(Repository.Path("infra/grafana/dashboards"), "*.json");

        Assert.NotEmpty(files);
        Assert.Equal(files.Select(Path.GetFileName).Order(), map.Data.Keys.Order());
        Assert.All(files, file => Assert.Equal(File.ReadAllText(file), map.Data[Path.GetFileName(file)]));
    }

    [Theory, MemberData(nameof(Full))]
    public void Collector_IsThatOfCompose(string variant)
    {
        var rendered = Variant.Render(variant);
        var collector = rendered.Workloads.Single(workload => workload.Component == "otel-collector");
        var container = collector.Pod.Containers[0];
        var services = (Dictionary<object, object>)Read(File.ReadAllText(Repository.Path("docker-compose.yml")))["services"];
        var settings = rendered.Of<V1ConfigMap>().Single(map => map.Name() == collector.Pod.Volumes.Single(volume => volume.ConfigMap is not null).ConfigMap.Name);

        Assert.Equal(((Dictionary<object, object>)services["otel-collector"])["image"], container.Image);
        Assert.Equal(File.ReadAllText(Repository.Path("infra/otel/collector.yaml")), settings.Data["collector.yaml"]);
        Assert.Equal("--config=/etc/otel/collector.yaml", Assert.Single(container.Args));
        Assert.Contains(container.VolumeMounts, mount => mount.MountPath == "/etc/otel");
        // Whole traces are kept or dropped, so one collector must see all of one.
        Assert.Equal(1, ((V1Deployment)collector.Owner).Spec.Replicas);
        Assert.All(rendered.Services, service => Assert.Equal(
            ["OTEL_EXPORTER_OTLP_LOGS_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT"],
            service.Pod.Containers[0].Env.Where(variable => variable.Name.StartsWith("OTEL_", StringComparison.Ordinal)).Select(variable => variable.Name).Order()));
    }

    private static Dictionary<object, object> Read(string yaml) =>
        new DeserializerBuilder().Build().Deserialize<Dictionary<object, object>>(new MergingParser(new Parser(new StringReader(yaml))));
}
