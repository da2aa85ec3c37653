using System.Text.Json.Nodes;
using BatchVision.Deployment.Tests.Monitoring;
using BatchVision.Storage;
using BatchVision.TestServers;

namespace BatchVision.EndToEnd.Tests;

/// <summary>
/// Every panel of every dashboard has data, and every series that an alert may ask for is there: Prometheus reads a stack at work, and is asked what
/// Grafana would ask.
/// </summary>
public sealed class DashboardTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact(Timeout = 300_000)]
    public async Task Panels_OfAStackAtWork_AreNotEmpty()
    {
        await using var stack = await Stack.CreateAsync();
        Assert.SkipWhen(stack.Servers.RabbitMq.MetricsUri is null, "The broker named by the environment does not say where its metrics are.");
        stack.Follow("live/");
        await TinyPictures.UploadAsync(stack.Bucket, "backfill/", 300, Token);
        await stack.Bucket.PutAsync("backfill/broken.jpg", "no picture"u8.ToArray(), Token);
        await stack.StartServicesAsync();
        stack.Start("Worker", ("Worker__Lanes", "Quarantine"));
        await using var api = await EventApi.StartAsync(stack);
        await using var prometheus = await PrometheusServer.StartAsync(Configuration(stack), Token);

        // A message that nobody can read, for the panels that show what waits for a person.
        await stack.Broker.PublishAsync("chunk-recognized", "", "nonsense", Token);
        var empty = Expressions().Concat(KnownMetrics.Names.Where(name => name != "ALERTS").Select(name => (Title: name, Expression: name))).ToList();
        Assert.True(empty.Count > KnownMetrics.Names.Count, "there are panels");
        for (var i = 0; empty.Count > 0; i++)
        {
            var key = $"live/{i}.jpg";
            await api.PostAsync(stack.Bucket.Name, key, await stack.Bucket.PutAsync(key, "no picture either"u8.ToArray(), Token), $"{i + 1:X}");
            await stack.WaitUntilClosedAsync(
                (await stack.Jobs.SubmitAsync(new JobSubmission($"{stack.Bucket.Root}backfill/", []) { Mode = JobMode.All }, Token)).JobId);
            await api.AskForNothingAsync();
            var before = empty;
            empty = [];
            foreach (var panel in before)
            {
                if ((await prometheus.QueryAsync(panel.Expression, Token)).Count == 0)
                    empty.Add(panel);
            }

            if (empty.Count < before.Count)
                TestContext.Current.TestOutputHelper?.WriteLine($"Still empty: {string.Join("; ", empty.Select(panel => panel.Title))}");
        }
    }

    private static IEnumerable<(string Title, string Expression)> Expressions() =>
        from file in Directory.GetFiles(Path.Combine(Repository.Root, "infra", "grafana", "dashboards"), "*.json")
        from panel in JsonNode.Parse(File.ReadAllText(file))!["panels"]!.AsArray()
        from target in panel!["targets"]?.AsArray() ?? []
        let expression = target!["expr"]!.GetValue<string>()
        // There is no GPU, and no alert should fire.
        where !expression.Contains("device=\"gpu\"", StringComparison.Ordinal) && !expression.StartsWith("ALERTS", StringComparison.Ordinal)
        select (panel["title"]!.GetValue<string>(), expression.Replace("$__rate_interval", "30s", StringComparison.Ordinal).Replace("$instance", ".+", StringComparison.Ordinal));

    private static string Configuration(Stack stack)
    {
        var services = stack.Services.Select(service =>
            $"  - targets: [\"{service.Address.Authority}\"]\n    labels: {{service: {service.Name.ToLowerInvariant()}}}");
        return $$"""
            global: {scrape_interval: 1s, evaluation_interval: 1s}
            rule_files: ["{{Path.Combine(Repository.Root, "infra", "prometheus", "batchvision.rules.yml")}}"]
            scrape_configs:
            - job_name: services
              static_configs:
            {{string.Join('\n', services)}}
            - job_name: rabbitmq
              metrics_path: /metrics/detailed
              params: {family: [queue_coarse_metrics, queue_consumer_count]}
              static_configs:
              - {targets: ["{{stack.Servers.RabbitMq.MetricsUri!.Authority}}"], labels: {service: rabbitmq} }
            """;
    }
}
