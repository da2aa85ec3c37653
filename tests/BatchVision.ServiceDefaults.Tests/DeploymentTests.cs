using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using BatchVision.Ingest;
using BatchVision.Objects;
using BatchVision.ServiceDefaults.Telemetry;
using BatchVision.Storage;
using BatchVision.Worker;
using YamlDotNet.Core;
using YamlDotNet.Serialization;

namespace BatchVision.ServiceDefaults.Tests;

/// <summary>The files of a deployment agree with the code and with each other.</summary>
public sealed partial class DeploymentTests
{
    private static readonly Dictionary<string, Type> OptionsOf = new()
    {
        ["Ingest"] = typeof(IngestOptions),
        ["RabbitMq"] = typeof(RabbitMqOptions),
        ["S3"] = typeof(S3Options),
        ["Telemetry"] = typeof(TelemetryOptions),
        ["Worker"] = typeof(WorkerOptions),
    };

    private static readonly string[] Services = ["ingest", "worker", "worker-quarantine", "worker-cuda", "results", "api"];

    [Fact]
    public void Compose_EveryService_HasTheGracePeriodOfTheLadder()
    {
        foreach (var service in Services)
        {
            Assert.Equal($"{ShutdownLadder.GracePeriod.TotalSeconds:0}s", Compose().Service(service)["stop_grace_period"]);
        }
    }

    [Fact]
    public void Compose_EveryService_WaitsForTheSchemaAndItsRoleAndRunsReadOnly()
    {
        Assert.Equal("service_completed_successfully", Map(Map(Compose().Service("roles")["depends_on"])["migrate"])["condition"]);
        foreach (var service in Services.Select(Compose().Service))
        {
            Assert.Equal("service_completed_successfully", Map(Map(service["depends_on"])["roles"])["condition"]);
            Assert.Equal("service_healthy", Map(Map(service["depends_on"])["rabbitmq"])["condition"]);
            Assert.Equal("true", service["read_only"]);
            Assert.Contains("memory", Map(Map(Map(service["deploy"])["resources"])["limits"]).Keys);
        }
    }

    [Fact]
    public void Compose_EveryBuild_HasItsTargetInTheDockerfile()
    {
        var targets = StageName().Matches(File.ReadAllText(Repository.Path("infra/docker/Dockerfile"))).Select(match => match.Groups[1].Value).ToHashSet();
        var builds = Compose().Services.Values.Select(Map).Where(service => service.ContainsKey("build")).Select(service => Map(service["build"])).ToList();

        Assert.NotEmpty(builds);
        Assert.All(builds, build => Assert.Contains((string)build["target"], targets));
        Assert.All(builds, build => Assert.True(File.Exists(Repository.Path((string)build["dockerfile"]))));
    }

    [Fact]
    public void Compose_EveryVariable_IsInTheExample()
    {
        var example = File.ReadLines(Repository.Path(".env.example"))
            .Where(line => line.Contains('=', StringComparison.Ordinal))
            .Select(line => line.Split('=')[0])
            .ToHashSet();

        var used = Variable().Matches(File.ReadAllText(Repository.Path("docker-compose.yml"))).Select(match => match.Groups[1].Value).ToHashSet();

        Assert.Equal(example.Order(), used.Order());
    }

    [Fact]
    public void Settings_OfContainers_AreOptionsThatExist()
    {
        var compose = Services.SelectMany(service => Map(Compose().Service(service)["environment"]).Keys.Cast<string>());
        var images = Setting().Matches(File.ReadAllText(Repository.Path("infra/docker/Dockerfile"))).Select(match => match.Value);
        var settings = compose.Concat(images).Where(name => name.Contains("__", StringComparison.Ordinal)).Select(name => name.Split("__")).ToList();

        Assert.NotEmpty(settings);
        Assert.All(settings, setting => Assert.True(
            setting is ["ConnectionStrings", "Database"]
                || OptionsOf.TryGetValue(setting[0], out var options) && options.GetProperty(setting[1]) is not null,
            string.Join("__", setting)));
    }

    [Fact]
    public void Compose_EveryService_IsTheBrokerUserOfItsName() => Assert.All(Services, service =>
    {
        var uri = (string)Map(Compose().Service(service)["environment"])["RabbitMq__Uri"];
        Assert.Equal(service.Split('-')[0], BrokerAddress.Parse(Substitution().Replace(uri, "secret")).User);
    });

    [Fact]
    public void Compose_EveryService_IsTheDatabaseRoleOfItsName()
    {
        foreach (var service in Services)
        {
            if (Map(Compose().Service(service)["environment"]).TryGetValue("ConnectionStrings__Database", out var address))
            {
                Assert.Contains($"Username=bv_{service};", (string)address, StringComparison.Ordinal);
            }
        }

        var passwords = (string)Map(Map(Compose().Root["configs"])["postgres-passwords"])["content"];
        Assert.Equal(PostgresRoles.Names, passwords.Trim().Split('\n').Select(line => line.Split('=')[0]));
    }

    [Fact]
    public void Compose_BrokerUsers_AreThoseOfTheExampleFile()
    {
        var content = (string)Map(Map(Compose().Root["configs"])["rabbitmq-users"])["content"];
        var users = JsonNode.Parse(content.Replace("$$", "$", StringComparison.Ordinal))!.AsObject();
        var example = Definitions.ReadUsers();

        Assert.Equal(example["permissions"]!.ToJsonString(), users["permissions"]!.ToJsonString());
        Assert.Equal(
            example["users"]!.AsArray().Select(user => (user!["name"]!.ToString(), user["tags"]!.ToJsonString())),
            users["users"]!.AsArray().Select(user => (user!["name"]!.ToString(), user["tags"]!.ToJsonString())));
    }

    [Fact]
    public void BrokerUsers_InTheRepository_LetNobodyIn() =>
        Assert.All(Definitions.ReadUsers()["users"]!.AsArray(), user =>
        {
            Assert.Equal("", user!["password_hash"]!.GetValue<string>());
            Assert.Null(user["password"]);
        });

    [Fact]
    public void Policies_OfTheQueues_NameThemExactlyAndLoseNothing()
    {
        var queues = Definitions.Queues.Where(queue => queue != "bv-dead");
        var policies = Definitions.Read()["policies"]!.AsArray().Where(policy => policy!["name"]!.GetValue<string>() != "kept").ToList();

        Assert.Equal(queues.Select(queue => $"^{queue}$"), policies.Select(policy => policy!["pattern"]!.GetValue<string>()));
        Assert.All(policies, policy => Assert.Equal(
            """{"delivery-limit":10,"dead-letter-exchange":"bv.dlx","dead-letter-strategy":"at-least-once","overflow":"reject-publish","max-length-bytes":2147483648}""",
            policy!["definition"]!.ToJsonString()));
    }

    private static ComposeFile Compose() => new(File.ReadAllText(Repository.Path("docker-compose.yml")));

    private static Dictionary<object, object> Map(object node) => (Dictionary<object, object>)node;

    [GeneratedRegex(@"^FROM .* AS ([a-z-]+)$", RegexOptions.Multiline)]
    private static partial Regex StageName();

    [GeneratedRegex(@"\$\{([A-Z0-9_]+)")]
    private static partial Regex Variable();

    [GeneratedRegex(@"\$\{[^}]*\}")]
    private static partial Regex Substitution();

    [GeneratedRegex(@"\b[A-Z]\w+__\w+(?==)")]
    private static partial Regex Setting();

    /// <summary>docker-compose.yml with its anchors and merge keys resolved.</summary>
    private sealed class ComposeFile(string yaml)
    {
        public Dictionary<object, object> Root { get; } =
            new DeserializerBuilder().Build().Deserialize<Dictionary<object, object>>(new MergingParser(new Parser(new StringReader(yaml))));

        public Dictionary<object, object> Services => Map(Root["services"]);

        public Dictionary<object, object> Service(string name) => Map(Services[name]);
    }
}
